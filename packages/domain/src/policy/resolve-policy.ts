import { type AlertRule, defaultPolicy, factorFromBudgetShare } from "../alert-policy.ts";
import { type Fraction, fraction, multiplyFractions, parseDecimal } from "../fraction.ts";
import type { ObjectiveTerms } from "../objective-terms.ts";
import type { AlertPolicyDefinition, BudgetCondition, BurnCondition } from "./policy-definition.ts";

/** A condition beyond burn rules, under the name it is known by in states and alerts. */
export interface ResolvedCondition {
  /** `policy/condition`. */
  readonly name: string;
  readonly condition: BudgetCondition;
}

/** Everything that an objective is alerted by. */
export interface ResolvedPolicy {
  /** As given: not yet raised to slices, see `rulesForMethod`. */
  readonly rules: readonly AlertRule[];
  readonly conditions: readonly ResolvedCondition[];
}

/** The name of a condition among all of its objective's. Names of policies and conditions hold no slash. */
export const conditionName = (policy: string, condition: string): string => `${policy}/${condition}`;

/** A percentage as a ratio. Throws RangeError when it is no decimal number. */
export const ratioOfPercent = (percent: string): Fraction => multiplyFractions(parseDecimal(percent), fraction(1n, 100n));

/** The rule of a burn condition. Throws RangeError unless exactly one of factor and share is given, a decimal number. */
export function ruleOfCondition(condition: BurnCondition, { windowMinutes }: Pick<ObjectiveTerms, "windowMinutes">): AlertRule {
  const { name, severity, longMinutes, shortMinutes, minExcess, resolveAfter, factor, budgetPercent } = condition;
  const rest = { name, severity, longMinutes, shortMinutes, minExcess, resolveAfter };
  if (factor !== null && budgetPercent === null) return { ...rest, factor: parseDecimal(factor), budgetShare: null };
  if (factor !== null || budgetPercent === null) throw new RangeError(`${name} has a factor or a share of the budget, exactly one of them`);
  const share = ratioOfPercent(budgetPercent);
  return { ...rest, factor: factorFromBudgetShare(share, windowMinutes, longMinutes), budgetShare: share };
}

/** The texts of a condition that must be decimal numbers. */
function figuresOf(condition: BudgetCondition): readonly string[] {
  if (condition.kind === "budget-consumed") return [condition.percent, condition.rearmPercent];
  if (condition.kind === "budget-drop") return [condition.percent];
  return condition.kind === "no-traffic" ? [condition.leastPerMinute] : [];
}

function checkFigures(condition: BudgetCondition): BudgetCondition {
  for (const figure of figuresOf(condition)) parseDecimal(figure);
  return condition;
}

/**
 * What an objective with these terms is alerted by: the conditions of its policies in their order, or the default policy, whose rules keep
 * their own names. Throws RangeError for what cannot be read.
 */
export function resolvePolicy(policies: readonly AlertPolicyDefinition[], terms: ObjectiveTerms): ResolvedPolicy {
  if (policies.length === 0) return { rules: defaultPolicy(terms), conditions: [] };
  const named = policies.flatMap((policy) =>
    policy.conditions.map((condition) => ({ name: conditionName(policy.name, condition.name), condition })),
  );
  return {
    rules: named.flatMap(({ name, condition }) => (condition.kind === "burn" ? [ruleOfCondition({ ...condition, name }, terms)] : [])),
    conditions: named.flatMap(({ name, condition }) => (condition.kind === "burn" ? [] : [{ name, condition: checkFigures(condition) }])),
  };
}
