import { isMostlyUnknown } from "../../budget-coverage.ts";
import { isJudgeable } from "../../burn-rate.ts";
import { type Fraction, fraction, ZERO } from "../../fraction.ts";
import { errorBudgetRatio } from "../../objective-terms.ts";
import { objectivePeriod } from "../../period.ts";
import { periodAllowance } from "../../period-allowance.ts";
import type { MinuteInterval, WindowCounts } from "../../window-counts.ts";
import type { ConditionSubject } from "./condition-reading.ts";

/** Bad that was seen and that is allowed, both scaled like the counts. */
export interface ConditionBudget {
  readonly bad: bigint;
  readonly allowed: Fraction;
}

/** What the budget of a subject is made of: its window, or the part of the calendar period that has passed. */
export function budgetInterval({ terms, at }: ConditionSubject): MinuteInterval {
  const { start, end } = objectivePeriod(terms, at);
  return { start, end };
}

/** Of a rolling window half of all its minutes, however young the objective is: a condition is not asked about the budget of a first day. */
function isTooLittle({ terms }: ConditionSubject, counts: WindowCounts): boolean {
  return isMostlyUnknown(terms.window.kind === "rolling" ? { ...counts, minutes: terms.windowMinutes } : counts);
}

/**
 * The budget that conditions measure against, from the counts of `budgetInterval`. Rolling windows: b × mass. A calendar period is measured
 * against its whole allowance, by its planned slices, or by its events if the rest goes on like the part so far: against what has passed
 * alone, every failure of a young month would be most of its budget.
 * Null while less than half of it is known, or no slice could be judged: the budget of an objective whose history is still being read says nothing.
 */
export function conditionBudget(subject: ConditionSubject, counts: WindowCounts): ConditionBudget | null {
  const { terms, at, adjustments } = subject;
  if (!isJudgeable(counts) || isTooLittle(subject, counts)) return null;
  const { bad, mass } = counts;
  if (terms.window.kind === "calendar") return { bad, allowed: periodAllowance({ terms, at, mass, adjustments }) };
  const { num, den } = errorBudgetRatio(terms);
  return { bad, allowed: fraction(mass * num, den) };
}

/** Share of the budget that `bad` is; 0 while nothing is allowed, as nothing has happened then. */
export const shareOfAllowed = (bad: bigint, { allowed }: Pick<ConditionBudget, "allowed">): Fraction =>
  allowed.num === 0n ? ZERO : fraction(bad * allowed.den, allowed.num);
