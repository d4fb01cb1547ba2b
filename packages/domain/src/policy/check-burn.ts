import { type AlertRule, budgetShare } from "../alert-policy.ts";
import { type RuleFinding, validateRule } from "../alert-rule-check.ts";
import { rulesForMethod } from "../alert-slices.ts";
import { formatDurationMinutes, formatLimit, formatLimitPercent } from "../display.ts";
import { type Fraction, floorDivide, fraction, fractionOfNumber, multiplyFractions } from "../fraction.ts";
import { errorBudgetRatio } from "../objective-terms.ts";
import { type ConditionContext, type ConditionFinding, isFinding, problem, readFigure, warning } from "./condition-finding.ts";
import type { BurnCondition } from "./policy-definition.ts";
import { ruleOfCondition } from "./resolve-policy.ts";

/** What keeps the rule from being computed. */
function findUnreadable({ factor, budgetPercent, longMinutes }: BurnCondition): ConditionFinding[] {
  if (factor !== null && budgetPercent !== null) {
    return [problem("factor-or-share", "factor", "give either factor or budgetPercent, not both")];
  }
  const field = budgetPercent === null ? "factor" : "budgetPercent";
  const text = budgetPercent ?? factor;
  if (text === null) return [problem("factor-or-share", "factor", "give either factor or budgetPercent")];
  const read = readFigure(text, field);
  if (isFinding(read)) return [read];
  if (read.num <= 0n) return [problem("factor-not-positive", field, "must be above 0")];
  if (Number.isSafeInteger(longMinutes) && longMinutes >= 1) return [];
  return [problem("window-not-whole", "longMinutes", `must be a whole number of minutes, at least 1, not ${longMinutes}`)];
}

/** Whole events to expect in the long window. */
function longEvents({ longMinutes }: AlertRule, eventsPerMinute: Fraction | null): number | null {
  if (eventsPerMinute === null) return null;
  const events = multiplyFractions(eventsPerMinute, fraction(BigInt(longMinutes)));
  return Number(floorDivide(events.num, events.den));
}

/** What a finding of the rule is about in figures, as the method evaluates it. */
function arithmeticOf(code: RuleFinding["code"], rule: AlertRule, { terms, eventsPerMinute }: ConditionContext): string | null {
  const factor = formatLimit(rule.factor);
  const most = multiplyFractions(rule.factor, errorBudgetRatio(terms));
  const product = `${factor} × (1 − ${formatLimitPercent(terms.target)}) = ${formatLimit(most)}`;
  switch (code) {
    case "never-fires":
      return most.num > most.den
        ? `${product} > 1: not even a total outage reaches it`
        : `${product}, and ${rule.minExcess} bad events more than that: not even a total outage reaches it`;
    case "never-fires-at-this-traffic": {
      const events = longEvents(rule, eventsPerMinute) ?? 0;
      const needed = multiplyFractions(most, fraction(BigInt(events)));
      const sum = `${product}, times ${events} events in ${formatDurationMinutes(rule.longMinutes)} = ${formatLimit(needed)}`;
      return `${sum}, plus minExcess ${formatLimit(fractionOfNumber(rule.minExcess))} is more than there are: it fires not even if all of them fail`;
    }
    case "factor-below-one":
      return `${factor} is below 1, the rate that just uses the budget up: it fires while the objective is met`;
    case "spends-whole-budget": {
      const share = formatLimitPercent(budgetShare(rule, terms));
      const spans = `${formatDurationMinutes(rule.longMinutes)} / ${formatDurationMinutes(terms.windowMinutes)}`;
      return `${factor} × ${spans} = ${share}: the whole budget is spent by the time it fires`;
    }
    default:
      return null;
  }
}

/** A rule that nothing can reach is as good as none, so it is a problem here. */
const REFUSED: readonly RuleFinding["code"][] = ["never-fires"];

/** What is wrong with a burn condition for these terms, and what is to be known about it (slo-math 6). */
export function checkBurn(condition: BurnCondition, context: ConditionContext): readonly ConditionFinding[] {
  const unreadable = findUnreadable(condition);
  if (unreadable.length > 0) return unreadable;
  return checkRule(ruleOfCondition(condition, context.terms), context);
}

/** The same of a rule; a factor that stands for a share of the budget is reported as `budgetPercent`. */
export function checkRule(rule: AlertRule, context: ConditionContext): readonly ConditionFinding[] {
  const { terms, eventsPerMinute } = context;
  const [judged = rule] = Number.isSafeInteger(rule.shortMinutes) ? rulesForMethod([rule], terms) : [rule];
  const { problems, warnings } = validateRule(rule, terms, longEvents(judged, eventsPerMinute));
  const fieldOf = ({ field }: RuleFinding): string => (field === "factor" && rule.budgetShare !== null ? "budgetPercent" : field);
  return [
    ...problems.map((found) => problem(found.code, fieldOf(found), found.message)),
    ...warnings.map((found) => {
      const message = arithmeticOf(found.code, judged, context) ?? found.message;
      return (REFUSED.includes(found.code) ? problem : warning)(found.code, fieldOf(found), message);
    }),
  ];
}
