/** Samples of one cumulative counter, as parallel lists in any order. Values that are NaN, infinite or negative are ignored. */
export interface CounterSamples {
  /** Unix seconds, may be fractional. Of several samples at one instant the last one counts. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Consecutive minutes to difference. Minute i holds the samples of (start + 60 i, start + 60 (i + 1)]. */
export interface CounterSpan {
  readonly startSecond: number;
  readonly minutes: number;
  /** Over 60, a sample speaks for the minutes up to the next one; 60 or less changes nothing. */
  readonly scrapeIntervalSeconds?: number;
}

const MINUTE_SECONDS = 60;
const BOUNDARY_MAX_AGE_SECONDS = 300;

/** Throws RangeError that names the field of a span that is none. */
export function checkCounterSpan({ startSecond, minutes, scrapeIntervalSeconds = 0 }: CounterSpan): void {
  if (!Number.isFinite(startSecond)) throw new RangeError(`startSecond must be a finite number, not ${startSecond}`);
  if (!Number.isSafeInteger(minutes) || minutes < 0) throw new RangeError(`minutes must be a whole number, at least 0, not ${minutes}`);
  if (!(scrapeIntervalSeconds >= 0 && Number.isFinite(scrapeIntervalSeconds))) {
    throw new RangeError(`scrapeIntervalSeconds must be a number, at least 0, not ${scrapeIntervalSeconds}`);
  }
}

/** How old the value at a boundary may be: five minutes, or two scrapes where those are further apart (slo-math 10). */
export const boundaryMaxAgeSeconds = ({ scrapeIntervalSeconds = 0 }: Pick<CounterSpan, "scrapeIntervalSeconds">): number =>
  Math.max(BOUNDARY_MAX_AGE_SECONDS, 2 * scrapeIntervalSeconds);

/** Index of the minute that holds a sample this many seconds after the start; negative at or before the start. */
export const minuteOfOffset = (offsetSeconds: number): number => Math.ceil(offsetSeconds / MINUTE_SECONDS) - 1;

/** Seconds from the start of the span to the start of a minute: its boundary. */
export const boundaryOffset = (minute: number): number => minute * MINUTE_SECONDS;

export const isCounterValue = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;

/** The same samples in strictly ascending time; the given lists themselves when they already are, which they nearly always are. */
export function inTimeOrder(samples: CounterSamples): CounterSamples {
  const { times, values } = samples;
  let ordered = true;
  for (let i = 1; i < times.length && ordered; i++) ordered = (times[i] ?? Number.NaN) > (times[i - 1] ?? Number.NaN);
  if (ordered) return samples;
  const valueAt = new Map<number, number>();
  for (let i = 0; i < times.length; i++) {
    const [time, value] = [times[i] ?? Number.NaN, values[i] ?? Number.NaN];
    if (Number.isFinite(time) && isCounterValue(value)) valueAt.set(time, value);
  }
  const sorted = [...valueAt].sort((a, b) => a[0] - b[0]);
  return { times: sorted.map(([time]) => time), values: sorted.map(([, value]) => value) };
}
