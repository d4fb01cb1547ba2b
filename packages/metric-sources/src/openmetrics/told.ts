import { MINUTE_MS, type Minute, type MissingReason } from "@solvent/domain";
import type { SourceFailureClass } from "../source.ts";
import { isRecent } from "./boundary.ts";
import type { Attempt } from "./target-memory.ts";
import type { Track } from "./tracks.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;

const DOWN: ReadonlySet<SourceFailureClass> = new Set([
  "unreachable",
  "timeout",
  "server-error",
  "rate-limited",
  "circuit-open",
  "aborted",
]);
const REFUSED: ReadonlySet<SourceFailureClass> = new Set(["unauthorized", "blocked"]);

/** Why a minute is missing in which the page could not be read. */
export const reasonOfFailure = (failure: SourceFailureClass): MissingReason =>
  DOWN.has(failure) ? "source-down" : REFUSED.has(failure) ? "source-refused" : "query-failed";

/** The tries of one minute: those in (start, end]. */
export function attemptsIn(attempts: readonly Attempt[], minute: Minute): readonly Attempt[] {
  const [start, end] = [minute * MINUTE_SECONDS, (minute + 1) * MINUTE_SECONDS];
  return attempts.filter(({ timeSeconds }) => timeSeconds > start && timeSeconds <= end);
}

/** The page was read at most five minutes before the minute began. */
function wasReadBefore(attempts: readonly Attempt[], minute: Minute): boolean {
  const start = minute * MINUTE_SECONDS;
  return attempts.some(({ timeSeconds, failure }) => failure === null && timeSeconds <= start && isRecent(start, timeSeconds));
}

/**
 * The counters of the page that have a sample in the minute have values to take a difference from: some had one at its start, or all of
 * them began in it. A page that shows counters for the first time, after an empty one, does not know what they counted before.
 */
function hasBoundary(tracks: readonly Track[], minute: Minute): boolean | null {
  const [start, end] = [minute * MINUTE_SECONDS, (minute + 1) * MINUTE_SECONDS];
  const inMinute = tracks.flatMap(({ times, fresh }) => {
    const index = times.findIndex((time) => time > start);
    const first = times[index];
    if (first === undefined || first > end) return [];
    const before = times[index - 1];
    return [{ anchored: before !== undefined && isRecent(start, before), began: fresh.has(first) }];
  });
  if (inMinute.length === 0) return null;
  return inMinute.some(({ anchored }) => anchored) || inMinute.every(({ began }) => began);
}

/**
 * Why one page cannot tell all of a minute, null when it can: it was read in the minute, and its counters had a value at the start of it.
 * `tracks`: what a query selects on the page.
 */
export function whyUntold(
  { attempts, tracks }: { readonly attempts: readonly Attempt[]; readonly tracks: readonly Track[] },
  minute: Minute,
): MissingReason | null {
  const tried = attemptsIn(attempts, minute);
  if (tried.some(({ failure }) => failure === null))
    return (hasBoundary(tracks, minute) ?? wasReadBefore(attempts, minute)) ? null : "no-boundary";
  const last = tried.at(-1);
  return last?.failure == null ? "not-read" : reasonOfFailure(last.failure.class);
}
