import type { Adjustment } from "./adjustment.ts";
import { massScale } from "./counting.ts";
import { type Fraction, fraction, multiplyFractions, ZERO } from "./fraction.ts";
import type { Minute } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { budgetMinutes, objectivePeriod } from "./period.ts";
import { openSlices } from "./slice-plan.ts";

export interface PeriodAllowanceInput {
  readonly terms: ObjectiveTerms;
  readonly at: Minute;
  /** Judged from the start of the period to `at`, scaled like the counts. */
  readonly mass: bigint;
  /** Of the objective; what they exclude in the future makes a planned budget smaller. */
  readonly adjustments?: readonly Adjustment[];
  /** Events of the whole period by a better projection than "the rest goes on like the part so far", scaled like the counts. */
  readonly projectedTotal?: Fraction | null;
}

/**
 * Bad that a whole calendar period allows, scaled like `mass` (slo-math 4): b × the slices judged and those to come, or b × the projected total
 * of events. 0 before any time has passed.
 */
export function periodAllowance({ terms, at, mass, adjustments = [], projectedTotal = null }: PeriodAllowanceInput): Fraction {
  const period = objectivePeriod(terms, at);
  const budget = errorBudgetRatio(terms);
  if (terms.slices !== null) {
    const interval = { start: Math.max(period.periodStart, terms.sloStart ?? period.periodStart), end: period.periodEnd };
    const open = openSlices({ slices: terms.slices, interval, at, adjustments });
    return multiplyFractions(budget, fraction(mass + BigInt(open) * BigInt(massScale(terms))));
  }
  if (projectedTotal !== null) return multiplyFractions(budget, projectedTotal);
  if (at <= period.start) return ZERO;
  return multiplyFractions(budget, fraction(mass * BigInt(budgetMinutes(terms, period)), BigInt(at - period.start)));
}
