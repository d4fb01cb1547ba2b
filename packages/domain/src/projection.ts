import { type Adjustment, effectiveIntervals } from "./adjustment.ts";
import { addFractions, type Fraction, fraction, multiplyFractions, ZERO } from "./fraction.ts";
import { COUNT_SCALE, MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from "./minute.ts";
import { without } from "./minute-intervals.ts";
import type { MinuteInterval } from "./window-counts.ts";

const HOURS_PER_WEEK = 168;
const HISTORY_MINUTES = 28 * MINUTES_PER_DAY;
/** With less history a weekday has been seen at most once. */
const LEAST_HISTORY_MINUTES = 14 * MINUTES_PER_DAY;

/** Traffic of one UTC hour. */
export interface HourlyTotal {
  /** First minute of the hour. */
  readonly hourStart: Minute;
  /** Events of its known minutes, scaled. */
  readonly total: bigint;
  /** Minutes of it that are not missing, 0 to 60. */
  readonly known: number;
}

export interface SeasonalProjectionInput {
  /** Events of the period so far, adjusted. */
  readonly total: Fraction;
  readonly at: Minute;
  /** End of the calendar period. */
  readonly periodEnd: Minute;
  /** Hours of the measured stream, each once, in any order; those outside the 28 days before `at` do not matter. */
  readonly hours: readonly HourlyTotal[];
  /** Minutes that are going to be excluded bring no events. */
  readonly adjustments?: readonly Adjustment[];
  /** Units per event of the hours. */
  readonly eventScale?: number;
}

/** Total and minutes of a set of hours. */
interface Traffic {
  readonly total: bigint;
  readonly known: number;
}
const NO_TRAFFIC: Traffic = { total: 0n, known: 0 };
const joined = (a: Traffic, b: Traffic): Traffic => ({ total: a.total + b.total, known: a.known + b.known });

const hourOfWeek = (minute: Minute): number => {
  const hour = Math.floor(minute / MINUTES_PER_HOUR) % HOURS_PER_WEEK;
  return hour < 0 ? hour + HOURS_PER_WEEK : hour;
};

/**
 * Events to expect in a calendar period (slo-math 4): those so far, and for every remaining minute the mean total per known minute of the same
 * hour of the week (UTC) in the last 28 days; an hour of the week of which nothing is known there takes the mean of all known minutes.
 * Null with less than 14 days of history: then only the part so far can be carried on.
 */
export function seasonalTotal({
  total,
  at,
  periodEnd,
  hours,
  adjustments = [],
  eventScale = COUNT_SCALE,
}: SeasonalProjectionInput): Fraction | null {
  const history = hours.filter(
    ({ hourStart, known }) => known > 0 && hourStart >= at - HISTORY_MINUTES && hourStart + MINUTES_PER_HOUR <= at,
  );
  const first = history.reduce((least, { hourStart }) => Math.min(least, hourStart), at);
  if (at - first < LEAST_HISTORY_MINUTES) return null;
  const [slots, overall] = [trafficBySlot(history), history.reduce<Traffic>(joined, NO_TRAFFIC)];
  const meanOf = ({ total: sum, known }: Traffic): Fraction => fraction(sum, BigInt(known) * BigInt(eventScale));
  const remaining = minutesBySlot({ start: at, end: Math.max(at, periodEnd) }, adjustments);
  return remaining.reduce(
    (sum, minutes, slot) => {
      if (minutes === 0) return sum;
      return addFractions(sum, multiplyFractions(fraction(BigInt(minutes)), meanOf(slots.get(slot) ?? overall)));
    },
    addFractions(total, ZERO),
  );
}

function trafficBySlot(history: readonly HourlyTotal[]): ReadonlyMap<number, Traffic> {
  const slots = new Map<number, Traffic>();
  for (const hour of history) {
    const slot = hourOfWeek(hour.hourStart);
    slots.set(slot, joined(slots.get(slot) ?? NO_TRAFFIC, hour));
  }
  return slots;
}

/** Minutes of an interval per hour of the week, excluded ones left out. */
function minutesBySlot(interval: MinuteInterval, adjustments: readonly Adjustment[]): readonly number[] {
  const minutes = new Array<number>(HOURS_PER_WEEK).fill(0);
  for (const { start, end } of without([interval], effectiveIntervals(interval, adjustments).excluded)) {
    for (let from = start; from < end; ) {
      const to = Math.min(end, (Math.floor(from / MINUTES_PER_HOUR) + 1) * MINUTES_PER_HOUR);
      const slot = hourOfWeek(from);
      minutes[slot] = (minutes[slot] ?? 0) + (to - from);
      from = to;
    }
  }
  return minutes;
}
