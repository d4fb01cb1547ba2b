import { type Scalar, type SimulatedDocument, toMillis, valuesOf } from "../document.ts";
import type { Body, Context } from "./context.ts";
import { fieldIn } from "./context.ts";

const toNumber = (value: Scalar): number =>
  typeof value === "boolean" ? Number(value) : typeof value === "string" ? toMillis(value) : value;

const numbersOf = (documents: readonly SimulatedDocument[], field: string): number[] =>
  documents.flatMap((document) => valuesOf(document, field).map(toNumber)).filter(Number.isFinite);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
const leastOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((least, one) => Math.min(least, one));
const mostOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((most, one) => Math.max(most, one));
const meanOf = (numbers: readonly number[]): number | null => (numbers.length === 0 ? null : sumOf(numbers) / numbers.length);

/** Between the two nearest values, in proportion. */
function percentileOf(numbers: readonly number[], percent: number): number | null {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((left, right) => left - right);
  const place = ((sorted.length - 1) * percent) / 100;
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}

const asKey = (percent: number): string => (Number.isInteger(percent) ? `${percent}.0` : String(percent));

function percentiles(body: Body, numbers: readonly number[]): unknown {
  const percents = Array.isArray(body.percents) ? body.percents.map(Number) : [1, 5, 25, 50, 75, 95, 99];
  const values = percents.map((percent) => ({ key: percent, value: percentileOf(numbers, percent) }));
  return { values: body.keyed === false ? values : Object.fromEntries(values.map(({ key, value }) => [asKey(key), value])) };
}

type Metric = (numbers: readonly number[], body: Body) => unknown;

const METRICS: Readonly<Record<string, Metric>> = {
  sum: (numbers) => ({ value: sumOf(numbers) }),
  min: (numbers) => ({ value: leastOf(numbers) }),
  max: (numbers) => ({ value: mostOf(numbers) }),
  avg: (numbers) => ({ value: meanOf(numbers) }),
  stats: (numbers) => ({
    count: numbers.length,
    min: leastOf(numbers),
    max: mostOf(numbers),
    avg: meanOf(numbers),
    sum: sumOf(numbers),
  }),
  percentiles: (numbers, body) => percentiles(body, numbers),
};

export const isMetric = (kind: string): boolean => Object.hasOwn(METRICS, kind) || kind === "value_count" || kind === "cardinality";

/** A number of the values of one field. Numbers of what is no number are refused, as the server does. */
export function runMetric(kind: string, body: Body, documents: readonly SimulatedDocument[], context: Context): unknown {
  const field = fieldIn(body, kind);
  const values = (): Scalar[] => documents.flatMap((document) => valuesOf(document, field));
  if (kind === "value_count") return { value: values().length };
  if (kind === "cardinality") return { value: new Set(values()).size };
  context.refuseText(field);
  context.refuseWords(field, kind);
  return METRICS[kind]?.(numbersOf(documents, field), body);
}
