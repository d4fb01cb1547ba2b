/** Integer minutes since 1970-01-01T00:00Z. Minute `m` covers the half-open interval [m, m + 1) minutes, in UTC. */
export type Minute = number;

export const MINUTE_MS = 60_000;
export const MINUTES_PER_HOUR = 60;
export const MINUTES_PER_DAY = 1440;

/** Counts are stored as integers in thousandths of an event (slo-math 10: quantised once, at ingest). */
export const COUNT_SCALE = 1000;

/** Why nothing is known of a minute. A closed set: it is stored, shown and counted. */
export const MISSING_REASONS = [
  "no-series", // the query succeeded and matched nothing
  "no-sample", // the series exist, but none has a sample in this minute
  "no-boundary", // no sample at or before the start of the minute to take a difference from
  "counter-fell", // a large counter fell without a believable restart
  "partial-answer", // the source said that its answer is incomplete
  "source-down", // unreachable, timed out, refused by the circuit breaker
  "source-refused", // credentials or permissions
  "query-failed", // the source rejected the query, or answered something that is not an answer
  "too-many-series", // over the limit of series for one query
  "not-read", // Solvent was not running, or came too late
] as const;
export type MissingReason = (typeof MISSING_REASONS)[number];

/**
 * Consecutive minutes of one stream, `[from, from + good.length)`. All three arrays have the same length.
 * `good[i]` and `total[i]` are integers scaled by COUNT_SCALE, 0 <= good <= total <= 2^53 - 1,
 * and mean something only where `missing[i]` is null. Missing is never zero.
 */
export interface MinuteBlock {
  readonly from: Minute;
  readonly good: readonly number[];
  readonly total: readonly number[];
  readonly missing: readonly (MissingReason | null)[];
}

/** The first minute that is not in the block. */
export const blockEnd = (block: MinuteBlock): Minute => block.from + block.good.length;

/** The minute that holds this instant. */
export const minuteOfMs = (epochMs: number): Minute => Math.floor(epochMs / MINUTE_MS);

/** `2026-03-01T01:00Z`: minute precision, the form that the API and the golden files use. */
export const isoOfMinute = (minute: Minute): string => `${new Date(minute * MINUTE_MS).toISOString().slice(0, 16)}Z`;
