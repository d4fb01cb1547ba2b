import { type AlertRule, factorFromBudgetShare } from "./alert-policy.ts";
import type { Minute } from "./minute.ts";
import type { ObjectiveTerms } from "./objective-terms.ts";
import { sliceStart } from "./slices.ts";

/**
 * The rules as the objective's method evaluates them (slo-math 6, Slices). Occurrences: as given. Slice methods: both windows are raised to
 * whole slices, or a slice longer than the short window would never lie wholly inside it; a factor that stands for a share of the budget
 * follows the raised long window; there is no guard, because a bad slice already sums up many events; `resolveAfter` counts closings.
 */
export function rulesForMethod(
  rules: readonly AlertRule[],
  { slices, windowMinutes }: Pick<ObjectiveTerms, "slices" | "windowMinutes">,
): readonly AlertRule[] {
  if (slices === null) return rules;
  const raised = (minutes: number): number => Math.ceil(minutes / slices.minutes) * slices.minutes;
  return rules.map((rule) => {
    const longMinutes = raised(rule.longMinutes);
    const factor = rule.budgetShare === null ? rule.factor : factorFromBudgetShare(rule.budgetShare, windowMinutes, longMinutes);
    return { ...rule, longMinutes, shortMinutes: raised(rule.shortMinutes), factor, minExcess: 0 };
  });
}

/** The instant that is judged when the minutes before `at` are closed: the last closing of a slice, ⌊at/L⌋·L; without slices `at` itself. */
export const evaluationInstant = ({ slices }: Pick<ObjectiveTerms, "slices">, at: Minute): Minute =>
  slices === null ? at : sliceStart(slices, at);
