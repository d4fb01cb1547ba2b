import { type AlertRule, budgetShare, neverFires } from "./alert-policy.ts";
import { rulesForMethod } from "./alert-slices.ts";
import { addFractions, compareFractions, type Fraction, fraction, fractionOfNumber, multiplyFractions, ONE } from "./fraction.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";

/** Problems make a rule unusable, warnings say what a person should know before saving it. `code` is stable, `field` is of AlertRule. */
export interface RuleFinding {
  readonly code:
    | "factor-not-positive"
    | "window-not-whole"
    | "short-longer-than-long"
    | "excess-negative"
    | "resolve-after-not-whole"
    | "factor-below-one"
    | "never-fires"
    | "never-fires-at-this-traffic"
    | "spends-whole-budget";
  readonly field: keyof AlertRule;
  readonly message: string;
}

export interface RuleFindings {
  readonly problems: readonly RuleFinding[];
  readonly warnings: readonly RuleFinding[];
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

function findProblems(rule: AlertRule): RuleFinding[] {
  const problems: RuleFinding[] = [];
  const add = (code: RuleFinding["code"], field: keyof AlertRule, message: string) => problems.push({ code, field, message });
  if (rule.factor.num <= 0n) add("factor-not-positive", "factor", "the factor must be above 0");
  for (const field of ["longMinutes", "shortMinutes"] as const) {
    if (!isWhole(rule[field])) add("window-not-whole", field, `${field} must be a whole number of minutes, at least 1, not ${rule[field]}`);
  }
  if (rule.shortMinutes > rule.longMinutes) {
    add(
      "short-longer-than-long",
      "shortMinutes",
      `the short window (${rule.shortMinutes} min) is longer than the long one (${rule.longMinutes} min)`,
    );
  }
  if (!(Number.isFinite(rule.minExcess) && rule.minExcess >= 0)) {
    add("excess-negative", "minExcess", `minExcess must be a number of events, at least 0, not ${rule.minExcess}`);
  }
  if (!isWhole(rule.resolveAfter)) {
    add(
      "resolve-after-not-whole",
      "resolveAfter",
      `resolveAfter must be a whole number of evaluations, at least 1, not ${rule.resolveAfter}`,
    );
  }
  return problems;
}

/** Whether N events in the long window, all of them failing, still stay under the condition. */
function neverFiresAt(rule: AlertRule, budgetRatio: Fraction, events: Fraction): boolean {
  const needed = addFractions(multiplyFractions(multiplyFractions(rule.factor, budgetRatio), events), fractionOfNumber(rule.minExcess));
  return compareFractions(needed, events) > 0;
}

function findWarnings(rule: AlertRule, terms: ObjectiveTerms, longEvents: number | null): RuleFinding[] {
  const warnings: RuleFinding[] = [];
  const add = (code: RuleFinding["code"], field: keyof AlertRule, message: string) => warnings.push({ code, field, message });
  const budget = errorBudgetRatio(terms);
  if (compareFractions(rule.factor, ONE) < 0) {
    add("factor-below-one", "factor", "the factor is below 1: the rule fires while the objective is being met");
  }
  if (neverFires(rule, budget)) {
    add("never-fires", "factor", "the rule can never fire: not even a total outage reaches this factor; use the outage rule instead");
  } else if (longEvents !== null && neverFiresAt(rule, budget, fractionOfNumber(longEvents))) {
    const span = `${longEvents} events in ${rule.longMinutes} min`;
    add("never-fires-at-this-traffic", "minExcess", `with ${span} the rule can never fire: not even if all of them fail`);
  }
  if (compareFractions(budgetShare(rule, terms), fraction(1n)) >= 0) {
    add("spends-whole-budget", "longMinutes", "the whole error budget is spent by the time the rule fires");
  }
  return warnings;
}

/**
 * Checks one rule (slo-math 6), warnings as the objective's method evaluates it. `longEvents` is the traffic to expect in its long window, where
 * it is known; slices do not depend on it.
 */
export function validateRule(rule: AlertRule, terms: ObjectiveTerms, longEvents: number | null = null): RuleFindings {
  const problems = findProblems(rule);
  if (problems.length > 0) return { problems, warnings: [] };
  const [judged = rule] = rulesForMethod([rule], terms);
  return { problems, warnings: findWarnings(judged, terms, terms.slices === null ? longEvents : null) };
}
