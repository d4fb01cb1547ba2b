import { type CounterMinutes, MINUTE_MS, type Minute, type MissingReason } from "@solvent/domain";
import { type CountedMinutes, joinCounted, toReadValue } from "../counters/counted.ts";
import type { Series } from "../counters/series.ts";
import { succeeded } from "../failure.ts";
import type { Outcome, ReadValue } from "../source.ts";
import type { QueryApi } from "./query-api.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;
/** Below the server's limit of 11,000 points per series, and a whole number of hours. */
export const MAX_POINTS = 9960;

export interface ExpressionItem {
  readonly numerator: "good" | "bad";
  readonly part: string;
  readonly total: string;
}

/** Adds the series of a range answer up per minute; the value at T belongs to the minute that ends at T. NaN, infinite and negative are no counts. */
export function toMinuteValues(series: readonly Series[], span: { from: Minute; to: Minute }): CounterMinutes {
  const minutes = span.to - span.from;
  const increases = new Float64Array(minutes);
  const missing = new Array<MissingReason | null>(minutes).fill(series.length === 0 ? "no-series" : "no-sample");
  for (const { times, values } of series) {
    for (const [index, time] of times.entries()) {
      const minute = time / MINUTE_SECONDS - 1 - span.from;
      const value = values[index] ?? Number.NaN;
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) continue;
      increases[minute] = (increases[minute] ?? 0) + value;
      missing[minute] = null;
    }
  }
  return { increases, missing };
}

/** One value per minute of [from, to), in one query. */
export async function rangeOfMinutes(
  api: QueryApi,
  asked: { expression: string; from: Minute; to: Minute },
  signal: AbortSignal,
): Promise<Outcome<CounterMinutes>> {
  const { expression, from, to } = asked;
  const answer = await api.range(
    { expression, startSeconds: (from + 1) * MINUTE_SECONDS, endSeconds: to * MINUTE_SECONDS, stepSeconds: MINUTE_SECONDS },
    signal,
  );
  return answer.ok ? succeeded(toMinuteValues(answer.value, asked)) : answer;
}

/** Both queries for one stretch; one that is too much for the server is asked about in halves. */
async function readStretch(
  api: QueryApi,
  item: ExpressionItem,
  { from, to }: { readonly from: Minute; readonly to: Minute },
  signal: AbortSignal,
): Promise<Outcome<readonly CountedMinutes[]>> {
  const [total, part] = await Promise.all(
    [item.total, item.part].map((expression) => rangeOfMinutes(api, { from, to, expression }, signal)),
  );
  if (total === undefined || part === undefined) throw new Error("two queries give two answers");
  if (total.ok && part.ok) return succeeded([{ from, numerator: item.numerator, part: part.value, total: total.value }]);
  const refused = [total, part].find((one) => !one.ok);
  if (refused === undefined || refused.ok) throw new Error("one of the queries failed");
  if (refused.failure.class !== "too-large" || to - from <= 1) return refused;
  const middle = from + Math.floor((to - from) / 2);
  const older = await readStretch(api, item, { from, to: middle }, signal);
  if (!older.ok) return older;
  const newer = await readStretch(api, item, { from: middle, to }, signal);
  return newer.ok ? succeeded([...older.value, ...newer.value]) : newer;
}

/** Asks both queries of an item for minutes [from, to); too long a stretch is asked in pieces. */
export async function readExpressions(
  api: QueryApi,
  item: ExpressionItem,
  span: { from: Minute; to: Minute },
  signal: AbortSignal,
): Promise<Outcome<ReadValue>> {
  const pieces: CountedMinutes[] = [];
  for (let from = span.from; from < span.to; from += MAX_POINTS) {
    const read = await readStretch(api, item, { from, to: Math.min(from + MAX_POINTS, span.to) }, signal);
    if (!read.ok) return read;
    pieces.push(...read.value);
  }
  return succeeded(toReadValue(joinCounted(pieces)));
}
