import {
  addFractions,
  COUNT_SCALE,
  divideHalfEven,
  type Fraction,
  fraction,
  fractionOfNumber,
  judgeMinutes,
  type Measured,
  type Minute,
  type MinuteValue,
  type MissingReason,
  measuredNumber,
  quantiseEvents,
} from "@solvent/domain";
import type { ReadValue } from "../source.ts";
import { EMPTY_STREAM, labelKey, type ProgramMinutes, type StreamMinutes } from "./minutes.ts";
import type { QueryPlan } from "./query.ts";
import type { StreamValue } from "./wire/message.ts";

type RatioPlan = QueryPlan & { readonly kind: "ratio" };
type ThresholdPlan = QueryPlan & { readonly kind: "threshold" };

/** A side of a ratio in one minute: its events, scaled, or why they are not known. */
type Count = { readonly events: number } | { readonly missing: MissingReason };

const isPlain = (value: StreamValue): value is number => typeof value === "number" && Number.isSafeInteger(value);

function exactSum(values: readonly StreamValue[]): number | null {
  let sum: Fraction = { num: 0n, den: 1n };
  for (const value of values) {
    if (typeof value === "number" && !Number.isFinite(value)) return null;
    sum = addFractions(sum, typeof value === "bigint" ? fraction(value) : fractionOfNumber(value));
  }
  const units = Number(divideHalfEven(sum.num * BigInt(COUNT_SCALE), sum.den));
  return units >= 0 && Number.isSafeInteger(units) ? units : null;
}

/** Adds the series of a stream up, exactly, and quantises once. Null when that is no count. */
export function sumEvents(values: readonly StreamValue[]): number | null {
  const plain = values.filter(isPlain);
  const sum = plain.reduce((total, value) => total + value, 0);
  return plain.length === values.length && Number.isSafeInteger(sum) ? quantiseEvents(sum) : exactSum(values);
}

/** Values that are no count, such as negative ones, say nothing of the minute. */
function countOf(values: readonly StreamValue[]): Count {
  const events = sumEvents(values);
  return events === null ? { missing: "query-failed" } : { events };
}

/** The total decides whether a minute is known. */
function totalOf({ exists, values }: StreamMinutes, index: number): Count {
  const here = values[index] ?? [];
  if (here.length > 0) return countOf(here);
  return { missing: exists ? "no-sample" : "no-series" };
}

/** Without a value beside a total nothing of the kind happened, if the stream has series at all; otherwise its query may be wrong. */
function partOf({ exists, values }: StreamMinutes, index: number, { noSeries }: RatioPlan): Count {
  const here = values[index] ?? [];
  if (here.length > 0) return countOf(here);
  return exists || noSeries === "zero" ? { events: 0 } : { missing: "no-series" };
}

export interface Streams {
  readonly stream: StreamMinutes;
  readonly doubtful: readonly boolean[];
}

/** A stream of the program that publishes it. */
export const streamOf = ({ streams, doubtful }: ProgramMinutes, label: string | null): Streams => ({
  stream: streams.get(labelKey(label)) ?? EMPTY_STREAM,
  doubtful,
});

/** Minutes of a ratio as they are stored. */
export function countRatio(plan: RatioPlan, from: Minute, { part, total }: { readonly part: Streams; readonly total: Streams }): ReadValue {
  const [good, all, missing]: [number[], number[], (MissingReason | null)[]] = [[], [], []];
  let clampedMinutes = 0;
  const push = (reason: MissingReason | null, goodEvents = 0, totalEvents = 0): void => {
    missing.push(reason);
    good.push(goodEvents);
    all.push(totalEvents);
  };
  for (const index of total.doubtful.keys()) {
    const whole = totalOf(total.stream, index);
    const some = partOf(part.stream, index, plan);
    if ("missing" in whole) push(whole.missing);
    else if (total.doubtful[index] === true || part.doubtful[index] === true) push("partial-answer");
    else if ("missing" in some) push(some.missing);
    else {
      if (some.events > whole.events) clampedMinutes += 1;
      const within = Math.min(some.events, whole.events);
      push(null, plan.numerator === "good" ? within : whole.events - within, whole.events);
    }
  }
  return { block: { from, good, total: all, missing }, clampedMinutes };
}

const toMeasured = (value: StreamValue): Measured | null => (typeof value === "bigint" ? fraction(value) : measuredNumber(value));

function minuteValue({ stream, doubtful }: Streams, index: number): MinuteValue {
  const [value, another] = stream.values[index] ?? [];
  if (value === undefined) return { missing: stream.exists ? "no-sample" : "no-series" };
  if (doubtful[index] === true) return { missing: "partial-answer" };
  if (another !== undefined) return { missing: "too-many-series" };
  const measured = toMeasured(value);
  return measured === null ? { missing: "no-sample" } : { measured };
}

/** Minutes of a comparison as they are stored. */
export function compareValues(plan: ThresholdPlan, from: Minute, metric: Streams): ReadValue {
  const values = [...metric.doubtful.keys()].map((index) => minuteValue(metric, index));
  return { block: judgeMinutes(plan.threshold, from, values), clampedMinutes: 0 };
}
