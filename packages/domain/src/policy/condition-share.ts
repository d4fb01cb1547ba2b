import { budgetShare } from "../alert-policy.ts";
import { rulesForMethod } from "../alert-slices.ts";
import { type Fraction, fraction } from "../fraction.ts";
import type { ObjectiveTerms } from "../objective-terms.ts";
import type { PolicyCondition } from "./policy-definition.ts";
import { ratioOfPercent, ruleOfCondition } from "./resolve-policy.ts";

type Terms = Pick<ObjectiveTerms, "slices" | "windowMinutes">;

/** A span raised to whole slices, as everything of a slice method is judged. */
export const raisedMinutes = (minutes: number, { slices }: Pick<ObjectiveTerms, "slices">): number =>
  slices === null ? minutes : Math.ceil(minutes / slices.minutes) * slices.minutes;

/**
 * Share of the budget that is gone when a condition fires at its limit: of a burn rule after its long window, of a time to exhaustion after its
 * lookback when the budget was whole before, lookback / (within + lookback). Null for what no budget is spent on. Throws RangeError for what
 * cannot be read.
 */
export function conditionShare(condition: PolicyCondition, terms: Terms): Fraction | null {
  switch (condition.kind) {
    case "burn": {
      const given = ruleOfCondition(condition, terms);
      const [rule = given] = rulesForMethod([given], terms);
      return budgetShare(rule, terms);
    }
    case "budget-consumed":
    case "budget-drop":
      return ratioOfPercent(condition.percent);
    case "time-to-exhaustion": {
      const lookback = raisedMinutes(condition.lookbackMinutes, terms);
      return fraction(BigInt(lookback), BigInt(condition.withinMinutes + lookback));
    }
    case "no-traffic":
      return null;
  }
}
