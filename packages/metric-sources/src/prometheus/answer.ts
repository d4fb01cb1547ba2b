import type { Series } from "../counters/series.ts";
import { failed, succeeded } from "../failure.ts";
import type { Labels } from "../selectors/series-match.ts";
import type { Outcome } from "../source.ts";
import type { Bucket } from "./native/threshold-place.ts";

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  "+Inf": Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  "-Inf": Number.NEGATIVE_INFINITY,
};
/** Far outside anything that a clock says; a guard against milliseconds in place of seconds. */
const MAX_SECONDS = 1e11;

class BadAnswer extends Error {
  override readonly name = "BadAnswer";
}

/** Longer texts are no double that a server wrote. */
const MAX_VALUE_LENGTH = 400;

function toText(raw: unknown): string {
  if (typeof raw !== "string") throw new BadAnswer("a sample value is not a string");
  if (raw in SPECIAL || (raw.length <= MAX_VALUE_LENGTH && NUMBER.test(raw))) return raw;
  throw new BadAnswer(`${JSON.stringify(raw.slice(0, 40))} is not a sample value`);
}

function toNumber(raw: unknown): number {
  const text = toText(raw);
  return SPECIAL[text] ?? Number(text);
}

type ReadValue<Value> = (raw: unknown) => Value;

function toSeconds(raw: unknown): number {
  if (typeof raw !== "number" || !Number.isFinite(raw) || Math.abs(raw) > MAX_SECONDS) throw new BadAnswer("a sample has no valid time");
  return Math.round(raw * 1000) / 1000;
}

function readPair<Value>(raw: unknown, into: { times: number[]; values: Value[] }, readValue: ReadValue<Value>): void {
  if (!Array.isArray(raw) || raw.length !== 2) throw new BadAnswer("a sample is not a pair of time and value");
  into.times.push(toSeconds(raw[0]));
  into.values.push(readValue(raw[1]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readLabels(raw: unknown): Labels {
  if (!isRecord(raw)) throw new BadAnswer("a series has no labels");
  for (const key in raw) {
    if (typeof raw[key] !== "string") throw new BadAnswer("a label value is not a string");
  }
  return raw as Labels;
}

function readSeries<Value>(raw: unknown, readValue: ReadValue<Value>): Series<Value> {
  if (!isRecord(raw)) throw new BadAnswer("a series is not an object");
  if (raw.histogram !== undefined || raw.histograms !== undefined) {
    throw new BadAnswer("the metric is a native histogram: its events are counted by histogram and threshold, not by query");
  }
  const samples = { times: [] as number[], values: [] as Value[] };
  if (Array.isArray(raw.values)) for (const pair of raw.values) readPair(pair, samples, readValue);
  else if (raw.value !== undefined) readPair(raw.value, samples, readValue);
  else throw new BadAnswer("a series has no values");
  return { labels: readLabels(raw.metric), ...samples };
}

export type ResultType = "vector" | "matrix" | "scalar";

function readAs<Value>(data: unknown, allowed: readonly ResultType[], readValue: ReadValue<Value>): Outcome<readonly Series<Value>[]> {
  try {
    if (!isRecord(data)) throw new BadAnswer("the answer has no data");
    const type = allowed.find((candidate) => candidate === data.resultType);
    if (type === undefined)
      throw new BadAnswer(
        `expected a ${allowed.join(" or ")}, got ${typeof data.resultType === "string" ? data.resultType.slice(0, 40) : "none"}`,
      );
    if (type === "scalar") return succeeded([readSeries({ metric: {}, value: data.result }, readValue)]);
    if (!Array.isArray(data.result)) throw new BadAnswer("the result is not a list");
    return succeeded(data.result.map((one) => readSeries(one, readValue)));
  } catch (error) {
    if (error instanceof BadAnswer) return failed("bad-answer", error.message);
    throw error;
  }
}

/**
 * The series of a `data` object that must have one of these result types. A scalar becomes one series without labels. Times are
 * rounded to milliseconds, the resolution of the server.
 */
export const readResult = (data: unknown, allowed: readonly ResultType[]): Outcome<readonly Series[]> => readAs(data, allowed, toNumber);

/** The same with every value as the decimal text that the server wrote, `NaN`, `+Inf` or `-Inf`. */
export const readExactResult = (data: unknown, allowed: readonly ResultType[]): Outcome<readonly Series<string>[]> =>
  readAs(data, allowed, toText);

function toBuckets(raw: unknown): readonly Bucket[] {
  if (!isRecord(raw)) throw new BadAnswer("a native histogram is not an object");
  const { buckets = [] } = raw;
  if (!Array.isArray(buckets)) throw new BadAnswer("the buckets of a native histogram are not a list");
  return buckets.map((bucket: unknown) => {
    if (!Array.isArray(bucket) || bucket.length !== 4) throw new BadAnswer("a bucket is not a rule, two boundaries and a count");
    return { lower: toNumber(bucket[1]), upper: toNumber(bucket[2]) };
  });
}

/** The histogram of a series in the place of its value. */
const asValue = (raw: unknown): unknown => (isRecord(raw) ? { metric: raw.metric, value: raw.histogram } : raw);

/** The buckets that hold events, of a vector of native histograms. */
export function readBuckets(data: unknown, allowed: readonly ResultType[]): Outcome<readonly Series<readonly Bucket[]>[]> {
  const result = isRecord(data) && Array.isArray(data.result) ? { ...data, result: data.result.map(asValue) } : data;
  return readAs(result, allowed, toBuckets);
}
