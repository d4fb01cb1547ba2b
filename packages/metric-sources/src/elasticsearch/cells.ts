import { failed, succeeded } from "../failure.ts";
import type { Outcome } from "../source.ts";
import { isRecord } from "./search-answer.ts";

export interface Stats {
  /** How many values there were. */
  readonly count: number;
  readonly sum: number;
  /** Null without a value. */
  readonly min: number | null;
  readonly max: number | null;
  readonly avg: number | null;
}

/** What one term gave in one bucket. */
export interface Cell {
  readonly documents: number;
  readonly stats: Stats | null;
  /** Null without a value. */
  readonly percentile: number | null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** Undefined for what is neither a number nor nothing. Nothing is null, and NaN in the words of older versions. */
function numberOrNull(value: unknown): number | null | undefined {
  if (value === null || value === "NaN") return null;
  return isNumber(value) ? value : undefined;
}

/** Null for what is no such answer. */
function toStats({ count, sum, min, max, avg }: Readonly<Record<string, unknown>>): Stats | null {
  const [least, most, mean] = [min, max, avg].map(numberOrNull);
  if (!isCount(count) || !isNumber(sum) || least === undefined || most === undefined || mean === undefined) return null;
  return count > 0 && (least === null || most === null || mean === null) ? null : { count, sum, min: least, max: most, avg: mean };
}

/** The one percentile that was asked for; undefined for what is no such answer. */
function toPercentile(values: unknown): number | null | undefined {
  const [first, ...more] = Array.isArray(values) ? values : [];
  return isRecord(first) && more.length === 0 ? numberOrNull(first.value) : undefined;
}

/** The answer of one term. Refused: what does not have the form that was asked for. */
export function toCell(value: unknown): Outcome<Cell> {
  if (!isRecord(value) || !isCount(value.doc_count))
    return failed("bad-answer", "an aggregation of the answer does not say how many documents");
  const { doc_count: documents, v: measured } = value;
  if (measured === undefined) return succeeded({ documents, stats: null, percentile: null });
  if (!isRecord(measured)) return failed("bad-answer", "a value of the answer is no object");
  if (measured.values === undefined) {
    const stats = toStats(measured);
    return stats === null
      ? failed("bad-answer", "a value of the answer is not the sum, minimum and maximum that were asked for")
      : succeeded({ documents, stats, percentile: null });
  }
  const percentile = toPercentile(measured.values);
  return percentile === undefined
    ? failed("bad-answer", "a value of the answer is not the percentile that was asked for")
    : succeeded({ documents, stats: null, percentile });
}
