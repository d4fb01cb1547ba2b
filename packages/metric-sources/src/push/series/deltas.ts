import { type CounterMinutes, MINUTE_MS } from "@solvent/domain";
import type { SentSeries, SeriesSpan } from "./sent-series.ts";

/** What deltas added per minute of a span, and in which minutes any of them had a sample. */
export interface DeltaMinutes {
  readonly increases: Float64Array;
  readonly seen: readonly boolean[];
}

const MINUTE_SECONDS = MINUTE_MS / 1000;
const SLACK_SECONDS = 5;

/** For how many seconds a sample speaks: its own minute, or until the next one where samples are further apart. */
export const reachSecondsOf = (intervalSeconds: number | null): number =>
  intervalSeconds !== null && intervalSeconds > MINUTE_SECONDS ? intervalSeconds + SLACK_SECONDS : MINUTE_SECONDS;

/** The minute that a sample at this instant belongs to: one at exactly T is of the minute that ends at T. */
const minuteOf = (atMs: number): number => Math.ceil(atMs / MINUTE_MS) - 1;

/** Adds up deltas, each in the minute of its time. */
export function addDeltas(series: readonly SentSeries[], { from, to }: SeriesSpan, intervalSeconds: number | null): DeltaMinutes {
  const increases = new Float64Array(to - from);
  const seen = new Array<boolean>(to - from).fill(false);
  const reachMs = reachSecondsOf(intervalSeconds) * 1000;
  for (const { atMs, value } of series.flatMap(({ samples }) => samples)) {
    const index = minuteOf(atMs) - from;
    if (index >= 0 && index < increases.length) increases[index] = (increases[index] ?? 0) + value;
    // Speaks for minutes that end less than its reach after it.
    for (let at = Math.max(index, 0); at < seen.length; at += 1) {
      if (at > index && (from + at + 1) * MINUTE_MS >= atMs + reachMs) break;
      seen[at] = true;
    }
  }
  return { increases, seen };
}

/**
 * One sum of differences and deltas. A minute is known by either; where counters are there and have nothing to take a difference from,
 * deltas alone would tell too little. `seen`: minutes in which any delta of the whole query had a sample.
 */
export function joinDeltas(counted: CounterMinutes, deltas: DeltaMinutes | null, seen: readonly boolean[]): CounterMinutes {
  const increases = counted.increases.slice();
  const missing = counted.missing.map((reason, index) => {
    const added = deltas?.increases[index] ?? 0;
    if (reason === null) increases[index] = (increases[index] ?? 0) + added;
    if (reason !== "no-series" && reason !== "no-sample") return reason;
    if (seen[index] !== true) return deltas === null ? reason : "no-sample";
    increases[index] = added;
    return null;
  });
  return { increases, missing };
}
