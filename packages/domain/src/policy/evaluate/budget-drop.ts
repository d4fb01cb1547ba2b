import { isJudgeable } from "../../burn-rate.ts";
import { compareFractions } from "../../fraction.ts";
import type { MinuteInterval } from "../../window-counts.ts";
import { raisedMinutes } from "../condition-share.ts";
import type { BudgetDropCondition } from "../policy-definition.ts";
import { ratioOfPercent } from "../resolve-policy.ts";
import { budgetInterval, conditionBudget, shareOfAllowed } from "./condition-budget.ts";
import { type ConditionStep, type ConditionSubject, done, missingOf, type ReadSoFar, readOf } from "./condition-reading.ts";

/** The last minutes, raised to whole slices; what was spent of the budget of an earlier calendar period is not part of it. */
export function dropInterval({ withinMinutes }: BudgetDropCondition, subject: ConditionSubject): MinuteInterval {
  const start = subject.at - raisedMinutes(withinMinutes, subject.terms);
  return { start: Math.max(start, budgetInterval(subject).start), end: subject.at };
}

/** `percent` of the budget or more was spent within the last minutes. Gross: budget that came back meanwhile makes up for nothing. */
export function stepBudgetDrop(condition: BudgetDropCondition, subject: ConditionSubject, read: ReadSoFar): ConditionStep {
  const [window, recent] = [budgetInterval(subject), dropInterval(condition, subject)];
  const lacking = missingOf(read, { judged: [window, recent] });
  if (lacking !== null) return lacking;
  const limit = ratioOfPercent(condition.percent);
  const budget = conditionBudget(subject, readOf(read.judged, window));
  const counts = readOf(read.judged, recent);
  // Minutes that are unknown count as free of errors, but of nothing known nothing can be said.
  if (budget === null || !isJudgeable(counts)) return done({ verdict: null, value: null, limit });
  const value = shareOfAllowed(counts.bad, budget);
  return done({ verdict: compareFractions(value, limit) >= 0, value, limit });
}
