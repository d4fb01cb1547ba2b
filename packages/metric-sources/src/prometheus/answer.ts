import type { Series } from "../counters/series.ts";
import { failed, succeeded } from "../failure.ts";
import type { Labels } from "../selectors/series-match.ts";
import type { Outcome } from "../source.ts";

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

function toValue(raw: unknown): number {
  if (typeof raw !== "string") throw new BadAnswer("a sample value is not a string");
  const special = SPECIAL[raw];
  if (special !== undefined) return special;
  if (!NUMBER.test(raw)) throw new BadAnswer(`${JSON.stringify(raw.slice(0, 40))} is not a sample value`);
  return Number(raw);
}

function toSeconds(raw: unknown): number {
  if (typeof raw !== "number" || !Number.isFinite(raw) || Math.abs(raw) > MAX_SECONDS) throw new BadAnswer("a sample has no valid time");
  return Math.round(raw * 1000) / 1000;
}

function readPair(raw: unknown, into: { times: number[]; values: number[] }): void {
  if (!Array.isArray(raw) || raw.length !== 2) throw new BadAnswer("a sample is not a pair of time and value");
  into.times.push(toSeconds(raw[0]));
  into.values.push(toValue(raw[1]));
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

function readSeries(raw: unknown): Series {
  if (!isRecord(raw)) throw new BadAnswer("a series is not an object");
  if (raw.histogram !== undefined || raw.histograms !== undefined) {
    throw new BadAnswer("the metric is a native histogram, which Solvent cannot count yet; use its classic _bucket and _count series");
  }
  const samples = { times: [] as number[], values: [] as number[] };
  if (Array.isArray(raw.values)) for (const pair of raw.values) readPair(pair, samples);
  else if (raw.value !== undefined) readPair(raw.value, samples);
  else throw new BadAnswer("a series has no values");
  return { labels: readLabels(raw.metric), ...samples };
}

export type ResultType = "vector" | "matrix" | "scalar";

/**
 * The series of a `data` object that must have one of these result types. A scalar becomes one series without labels. Times are
 * rounded to milliseconds, the resolution of the server.
 */
export function readResult(data: unknown, allowed: readonly ResultType[]): Outcome<readonly Series[]> {
  try {
    if (!isRecord(data)) throw new BadAnswer("the answer has no data");
    const type = allowed.find((candidate) => candidate === data.resultType);
    if (type === undefined)
      throw new BadAnswer(
        `expected a ${allowed.join(" or ")}, got ${typeof data.resultType === "string" ? data.resultType.slice(0, 40) : "none"}`,
      );
    if (type === "scalar") return succeeded([readSeries({ metric: {}, value: data.result })]);
    if (!Array.isArray(data.result)) throw new BadAnswer("the result is not a list");
    return succeeded(data.result.map(readSeries));
  } catch (error) {
    if (error instanceof BadAnswer) return failed("bad-answer", error.message);
    throw error;
  }
}
