import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute, type MinuteInterval } from "@solvent/domain";
import type { MeasuredStream } from "../correction/refill-store.ts";

/** A read that is under way may close minutes that it found missing just before they came. */
const MARGIN_MINUTES = 2;

const hourOf = (minute: Minute): Minute => minute - (minute % MINUTES_PER_HOUR);

/** Joins what overlaps or lies less than a day apart, so that there are at most as many stretches as days are kept. */
export function joinStretches(stretches: readonly MinuteInterval[]): readonly MinuteInterval[] {
  const joined: MinuteInterval[] = [];
  for (const next of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || next.start - last.end >= MINUTES_PER_DAY) joined.push(next);
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
  }
  return joined;
}

/**
 * Whole hours of a stream that hold changed minutes which its source is not read for again by itself: they lie before the `settleMinutes`
 * at the end. Minutes that the stream does not hold are left out.
 */
export function lateStretches(
  changed: readonly Minute[],
  { minutesFrom, watermark }: MeasuredStream,
  settleMinutes: number,
): readonly MinuteInterval[] {
  const end = Math.min(watermark, watermark - settleMinutes + MARGIN_MINUTES);
  const late = changed.filter((minute) => minutesFrom <= minute && minute < end);
  const hours = late.map((minute) => ({
    start: Math.max(minutesFrom, hourOf(minute)),
    end: Math.min(watermark, hourOf(minute) + MINUTES_PER_HOUR),
  }));
  return joinStretches(hours);
}
