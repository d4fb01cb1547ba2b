import type { Minute } from "./minute.ts";
import type { CalendarWindow } from "./objective.ts";
import { nominalMinutes, type ObjectiveTerms, parseTarget } from "./objective-terms.ts";
import { type ObjectivePeriod, objectivePeriod } from "./period.ts";

/** What is promised to a customer: a target per calendar period, from a minute on. */
export interface AgreementPromise {
  /** Percent as a decimal string, 0 < target < 100. */
  readonly targetPercent: string;
  readonly window: CalendarWindow;
  readonly startsAt: Minute;
}

/**
 * The terms by which a promise is settled: its own target and calendar, the method of the objective behind it, and nothing from before
 * either of them began. Throws RangeError for a bad target.
 */
export function agreementTerms({ targetPercent, window, startsAt }: AgreementPromise, objective: ObjectiveTerms): ObjectiveTerms {
  return {
    target: parseTarget(targetPercent),
    window,
    windowMinutes: nominalMinutes(window),
    method: objective.method,
    slices: objective.slices,
    sloStart: Math.max(startsAt, objective.sloStart ?? startsAt),
  };
}

/**
 * Periods of a promise when the minutes before `at` are closed, newest first, at most `limit`: the one that runs, then those that are over.
 * Empty before the promise begins.
 */
export function agreementPeriods(terms: ObjectiveTerms, at: Minute, limit: number): readonly ObjectivePeriod[] {
  const periods: ObjectivePeriod[] = [];
  const begins = terms.sloStart ?? Number.NEGATIVE_INFINITY;
  for (let end = at; periods.length < limit && end > begins; ) {
    const period = objectivePeriod(terms, end);
    periods.push(period);
    end = period.periodStart;
  }
  return periods;
}

/** Late data may change a period for so long after its end: the daily reading of the last 7 days is over by then (slo-math 9). */
export const SETTLED_AFTER_MINUTES = 8 * 1440;

/** Whether a period will not change any more when the minutes before `at` are closed. */
export const isSettled = (period: Pick<ObjectivePeriod, "periodEnd">, at: Minute): boolean =>
  period.periodEnd + SETTLED_AFTER_MINUTES <= at;
