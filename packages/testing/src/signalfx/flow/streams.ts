import type { Point, StoredMts } from "../model.ts";

export type Properties = Readonly<Record<string, string>>;

/** One series of a stream: its value in the step that begins at a time, null when it has none. */
export interface FlowSeries {
  readonly properties: Properties;
  readonly valueAt: (atMs: number) => number | null;
}

export interface FlowStream {
  readonly kind: "stream";
  readonly series: readonly FlowSeries[];
}

export type Rollup = "sum" | "delta" | "rate" | "average" | "latest" | "min" | "max" | "count";

const LOOK_BACK_MS = 3_600_000;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Of a cumulative counter: what was added; after a fall the new value was. */
function deltaOf(points: readonly Point[], before: Point | undefined): number | null {
  let previous = before?.value ?? null;
  let sum: number | null = null;
  for (const { value } of points) {
    if (previous !== null) sum = (sum ?? 0) + (value < previous ? value : value - previous);
    previous = value;
  }
  return sum;
}

function rollUp(mts: StoredMts, rollup: Rollup, atMs: number, stepMs: number): number | null {
  const points = mts.points(atMs, atMs + stepMs);
  const values = points.map(({ value }) => value);
  if (rollup === "delta" || rollup === "rate") {
    const delta =
      mts.type === "CUMULATIVE_COUNTER"
        ? deltaOf(points, mts.points(atMs - LOOK_BACK_MS, atMs).at(-1))
        : values.length === 0
          ? null
          : total(values);
    return delta === null || rollup === "delta" ? delta : delta / (stepMs / 1000);
  }
  if (values.length === 0) return null;
  const by: Readonly<Record<Exclude<Rollup, "delta" | "rate">, () => number>> = {
    sum: () => total(values),
    average: () => total(values) / values.length,
    latest: () => values.at(-1) ?? 0,
    min: () => Math.min(...values),
    max: () => Math.max(...values),
    count: () => values.length,
  };
  return by[rollup]();
}

const USUAL: Readonly<Record<StoredMts["type"], Rollup>> = { COUNTER: "sum", CUMULATIVE_COUNTER: "rate", GAUGE: "average" };

export const usualRollup = (mts: StoredMts): Rollup => USUAL[mts.type];

export function seriesOf(
  mts: StoredMts,
  given: { readonly rollup: Rollup | null; readonly zero: boolean; readonly stepMs: number },
): FlowSeries {
  const rollup = given.rollup ?? usualRollup(mts);
  return {
    properties: { ...mts.dimensions, sf_originatingMetric: mts.metric },
    valueAt: (atMs) => rollUp(mts, rollup, atMs, given.stepMs) ?? (given.zero ? 0 : null),
  };
}

export type Aggregate = "sum" | "mean" | "min" | "max" | "count";

const AGGREGATES: Readonly<Record<Aggregate, (values: readonly number[]) => number | null>> = {
  sum: (values) => (values.length === 0 ? null : total(values)),
  mean: (values) => (values.length === 0 ? null : total(values) / values.length),
  min: (values) => (values.length === 0 ? null : Math.min(...values)),
  max: (values) => (values.length === 0 ? null : Math.max(...values)),
  count: (values) => values.length,
};

const isPresent = (value: number | null): value is number => value !== null;

/** Groups of series that have all of the properties; the others are left out, and told. */
export function aggregate(
  { series }: FlowStream,
  how: Aggregate,
  by: readonly string[],
): { readonly stream: FlowStream; readonly left: readonly string[] } {
  const groups = new Map<string, { readonly properties: Properties; readonly members: FlowSeries[] }>();
  const left = new Set<string>();
  for (const one of series) {
    const lacking = by.filter((name) => one.properties[name] === undefined);
    for (const name of lacking) left.add(name);
    if (lacking.length > 0) continue;
    const properties = Object.fromEntries(by.map((name) => [name, one.properties[name] ?? ""]));
    const key = JSON.stringify(by.map((name) => properties[name]));
    const group = groups.get(key) ?? { properties, members: [] };
    groups.set(key, group);
    group.members.push(one);
  }
  const grouped = [...groups.values()].map(
    ({ properties, members }): FlowSeries => ({
      properties,
      valueAt: (atMs) => AGGREGATES[how](members.map((member) => member.valueAt(atMs)).filter(isPresent)),
    }),
  );
  return { stream: { kind: "stream", series: grouped }, left: [...left] };
}

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number | null>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => (right === 0 ? null : left / right),
};

function combine(sign: string, left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : (OPERATORS[sign]?.(left, right) ?? null);
}

const keyOf = ({ properties }: FlowSeries): string =>
  JSON.stringify(
    Object.entries(properties)
      .filter(([name]) => !name.startsWith("sf_"))
      .sort(),
  );

/** Series with the same dimensions belong together. */
export function calculate(sign: string, left: FlowStream | number, right: FlowStream | number): FlowStream | number {
  if (typeof left === "number" && typeof right === "number") return combine(sign, left, right) ?? Number.NaN;
  if (typeof left === "number" || typeof right === "number") {
    const stream = typeof left === "number" ? (right as FlowStream) : left;
    const valueOfSide = (side: FlowStream | number, value: number | null): number | null => (typeof side === "number" ? side : value);
    const series = stream.series.map((one) => ({
      ...one,
      valueAt: (atMs: number) => combine(sign, valueOfSide(left, one.valueAt(atMs)), valueOfSide(right, one.valueAt(atMs))),
    }));
    return { kind: "stream", series };
  }
  const others = new Map(right.series.map((one) => [keyOf(one), one]));
  const series = left.series.flatMap((one): FlowSeries[] => {
    const other = others.get(keyOf(one));
    return other === undefined ? [] : [{ ...one, valueAt: (atMs) => combine(sign, one.valueAt(atMs), other.valueAt(atMs)) }];
  });
  return { kind: "stream", series };
}

export const filled = ({ series }: FlowStream, value: number): FlowStream => ({
  kind: "stream",
  series: series.map((one) => ({ ...one, valueAt: (atMs) => one.valueAt(atMs) ?? value })),
});
