import { calendarPeriod } from "./calendar.ts";
import { type Fraction, fraction } from "./fraction.ts";
import type { CountsOf, JudgedCounts } from "./judged-counts.ts";
import type { MinuteInterval } from "./window-counts.ts";

/** The part of a calendar day that lies in an interval. */
export interface DayStretch extends MinuteInterval {
  /** All of the day lies in the interval. */
  readonly whole: boolean;
}

export interface CountedDay extends DayStretch {
  readonly counts: JudgedCounts;
}

export interface JudgedDay extends CountedDay {
  /** Null where nothing is known of the day, or there was no traffic. */
  readonly sli: Fraction | null;
  /** SLI of the day alone ≥ target; null without SLI. */
  readonly met: boolean | null;
}

export interface DaysMissed {
  readonly days: readonly JudgedDay[];
  /** Days that have an SLI. */
  readonly judged: number;
  /** Of them those below the target. */
  readonly missed: number;
}

/** The days of a zone's calendar that an interval touches, in order; the first and last may be cut. Throws RangeError for an unknown zone. */
export function dayStretches({ start, end }: MinuteInterval, zone = "UTC"): readonly DayStretch[] {
  const days: DayStretch[] = [];
  for (let minute = start; minute < end; ) {
    const day = calendarPeriod({ kind: "calendar", unit: "day", zone, weekStart: "monday" }, minute);
    const stretch = { start: minute, end: Math.min(day.end, end) };
    days.push({ ...stretch, whole: stretch.start === day.start && stretch.end === day.end });
    minute = day.end;
  }
  return days;
}

/** The counts of each of the days; `countsOf` is asked for exactly these stretches. */
export const countDays = (days: readonly DayStretch[], countsOf: CountsOf): readonly CountedDay[] =>
  days.map((day) => ({ ...day, counts: countsOf({ start: day.start, end: day.end }) }));

/** Judges each day by itself. The counts stay the same, so that another target is tried without reading anything again. */
export function daysMissed(days: readonly CountedDay[], target: Fraction): DaysMissed {
  const judged = days.map((day): JudgedDay => {
    const { bad, mass } = day.counts;
    if (mass === 0n) return { ...day, sli: null, met: null };
    return { ...day, sli: fraction(mass - bad, mass), met: (mass - bad) * target.den >= target.num * mass };
  });
  return {
    days: judged,
    judged: judged.filter(({ met }) => met !== null).length,
    missed: judged.filter(({ met }) => met === false).length,
  };
}
