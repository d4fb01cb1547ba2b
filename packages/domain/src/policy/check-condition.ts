import { checkConsumed, checkDrop, checkExhaustion, checkNoTraffic } from "./check-budget-conditions.ts";
import { checkBurn } from "./check-burn.ts";
import { type ConditionContext, type ConditionFinding, problem } from "./condition-finding.ts";
import type { PolicyCondition } from "./policy-definition.ts";

/** What is wrong with a condition for an objective of these terms and so much traffic, and what a person should know before saving it. */
export function checkCondition(condition: PolicyCondition, context: ConditionContext): readonly ConditionFinding[] {
  switch (condition.kind) {
    case "burn":
      return checkBurn(condition, context);
    case "budget-consumed":
      return checkConsumed(condition, context);
    case "budget-drop":
      return checkDrop(condition, context);
    case "time-to-exhaustion":
      return checkExhaustion(condition, context);
    case "no-traffic":
      return checkNoTraffic(condition, context);
  }
}

/** The findings of each condition of a policy, in its order; a name that an earlier condition has is a problem too. */
export const checkConditions = (
  conditions: readonly PolicyCondition[],
  context: ConditionContext,
): readonly (readonly ConditionFinding[])[] =>
  conditions.map((condition, index) => {
    const taken = conditions.slice(0, index).some(({ name }) => name === condition.name);
    const duplicate = taken ? [problem("name-taken", "name", `another condition of the policy is named ${condition.name}`)] : [];
    return [...duplicate, ...checkCondition(condition, context)];
  });
