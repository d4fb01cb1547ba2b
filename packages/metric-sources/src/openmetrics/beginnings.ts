/** What is known about a counter at one sample. */
export interface CounterMoment {
  readonly timeSeconds: number;
  readonly value: number;
  /** By the clock of the counter's process; null where unknown. */
  readonly createdSeconds: number | null;
  readonly startSeconds: number | null;
}

/** Clocks are read to the second by some libraries, and differ a little: less than this is no other process. */
const SAME_START_SECONDS = 1;

const movedOn = (before: number | null, now: number | null): boolean =>
  before !== null && now !== null && now > before + SAME_START_SECONDS;

/**
 * The counter was replaced by a new one between two samples, whatever its values say: it was created anew, or its process was. Both
 * times are of the process' clock and compared with each other only, so a clock that goes wrong makes no restarts; only a creation that
 * was never told before is compared with ours.
 */
export function beganAnew(before: CounterMoment, now: CounterMoment): boolean {
  if (movedOn(before.startSeconds, now.startSeconds) || movedOn(before.createdSeconds, now.createdSeconds)) return true;
  return (
    before.createdSeconds === null && now.createdSeconds !== null && isBetween(now.createdSeconds, before.timeSeconds, now.timeSeconds)
  );
}

/** The counter began after this boundary and before its sample, by its own or its process' word. */
export const beganAfter = (boundarySeconds: number, { createdSeconds, startSeconds, timeSeconds }: CounterMoment): boolean =>
  isBetween(createdSeconds, boundarySeconds, timeSeconds) || isBetween(startSeconds, boundarySeconds, timeSeconds);

const isBetween = (instant: number | null, after: number, until: number): boolean =>
  instant !== null && instant > after && instant <= until;
