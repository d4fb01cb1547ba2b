import { beganAfter, beganAnew, type CounterMoment } from "./beginnings.ts";
import { boundaryOf, isRecent } from "./boundary.ts";
import type { Page } from "./page.ts";

/** A page as it was read at one time. */
export interface PageReading {
  readonly timeSeconds: number;
  readonly page: Page;
}

/** What is known when a counter is met: itself at its sample before, null if it had none, and the page as it was read last. */
export interface Before {
  readonly last: CounterMoment | null;
  readonly reading: PageReading | null;
}

/** The page was read at a time that is recent enough at the boundary, or after it. */
const wasRead = (reading: PageReading | null, boundary: number): boolean => reading !== null && isRecent(boundary, reading.timeSeconds);

/** So was it, and without the series; an empty page, as a process may give while it starts, proves nothing. */
const wasAbsent = (reading: PageReading | null, boundary: number): boolean =>
  reading !== null && isRecent(boundary, reading.timeSeconds) && reading.page.series.length > 0;

/** Whether the value counts in full: the counter was not there at the sample before, or is not the one that was. */
export function isFresh({ last, reading }: Before, now: CounterMoment): boolean {
  const boundary = boundaryOf(now.timeSeconds);
  if (last === null) return wasAbsent(reading, boundary) || beganAfter(boundary, now);
  if (beganAnew(last, now)) return wasRead(reading, boundary) || beganAfter(boundary, now);
  // A series that was away for long and comes back lower was made anew meanwhile; one that comes back as it was is only continued.
  const away = !isRecent(boundary, last.timeSeconds);
  return away && now.value < last.value && wasAbsent(reading, boundary);
}
