import type { Verdict } from "../../alert-condition.ts";
import { compareFractions, type Fraction, subtractFractions } from "../../fraction.ts";
import type { BudgetConsumedCondition } from "../policy-definition.ts";
import { ratioOfPercent } from "../resolve-policy.ts";
import { budgetInterval, conditionBudget, shareOfAllowed } from "./condition-budget.ts";
import { type ConditionStep, type ConditionSubject, done, missingOf, type ReadSoFar, readOf } from "./condition-reading.ts";

/** In between it holds, so that a share that trembles around the limit says nothing twice. */
function verdictOf(consumed: Fraction, limit: Fraction, rearm: Fraction): Verdict {
  if (compareFractions(consumed, limit) >= 0) return true;
  return compareFractions(consumed, subtractFractions(limit, rearm)) <= 0 ? false : null;
}

/** `percent` of the budget or more is consumed. A new calendar period begins with a small share, and is false at once. */
export function stepBudgetConsumed(condition: BudgetConsumedCondition, subject: ConditionSubject, read: ReadSoFar): ConditionStep {
  const window = budgetInterval(subject);
  const lacking = missingOf(read, { judged: [window] });
  if (lacking !== null) return lacking;
  const limit = ratioOfPercent(condition.percent);
  const budget = conditionBudget(subject, readOf(read.judged, window));
  if (budget === null) return done({ verdict: null, value: null, limit });
  const value = shareOfAllowed(budget.bad, budget);
  return done({ verdict: verdictOf(value, limit, ratioOfPercent(condition.rearmPercent)), value, limit });
}
