import { calendarPeriod } from "./calendar.ts";
import type { Minute } from "./minute.ts";
import type { ObjectiveTerms } from "./objective-terms.ts";
import type { MinuteInterval } from "./window-counts.ts";

/**
 * The window of an objective at an evaluation. [periodStart, periodEnd) is the window itself: P minutes, or the calendar period. [start, end)
 * is what is counted: it ends at the evaluation, and begins later than the period while the objective is younger than it (`partial`).
 */
export interface ObjectivePeriod extends MinuteInterval {
  readonly periodStart: Minute;
  readonly periodEnd: Minute;
  readonly partial: boolean;
}

/**
 * Window of an objective when the minutes before `at` are closed (slo-math 3): [at − P, at), or the calendar period that holds the last closed
 * minute, so that exactly at its end a period is still shown, complete. Throws RangeError for an unknown zone.
 */
export function objectivePeriod({ window, sloStart }: Pick<ObjectiveTerms, "window" | "sloStart">, at: Minute): ObjectivePeriod {
  const { start: periodStart, end: periodEnd } =
    window.kind === "rolling" ? { start: at - window.minutes, end: at } : calendarPeriod(window, at - 1);
  const start = sloStart === null ? periodStart : Math.min(at, Math.max(periodStart, sloStart));
  return { periodStart, periodEnd, start, end: at, partial: start > periodStart };
}

/** Minutes that a budget of the period is for: P of a rolling window, what is left of a calendar period from the start of the objective on. */
export function budgetMinutes({ window, sloStart }: Pick<ObjectiveTerms, "window" | "sloStart">, period: ObjectivePeriod): number {
  const nominal = period.periodEnd - period.periodStart;
  if (window.kind === "rolling" || sloStart === null) return nominal;
  return Math.max(0, period.periodEnd - Math.max(period.periodStart, sloStart));
}
