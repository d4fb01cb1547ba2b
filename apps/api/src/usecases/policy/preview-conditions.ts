import type { ConditionPreview, PolicyPreview } from "@solvent/api-contract";
import {
  type AlertPolicyDefinition,
  type AlertRule,
  budgetShare,
  type ConditionContext,
  type ConditionDetection,
  type ConditionFinding,
  checkConditions,
  checkRule,
  conditionShare,
  defaultPolicy,
  describeCondition,
  describeRule,
  errorBudgetRatio,
  type Fraction,
  fraction,
  fractionToDecimal,
  multiplyFractions,
  type PolicyCondition,
  parseDecimal,
  previewCondition,
  previewRule,
  ruleOfCondition,
  rulesForMethod,
} from "@solvent/domain";
import { toFigure, toFigureOrNull } from "../status/figures.ts";

const toDetection = (detection: ConditionDetection): ConditionPreview["detection"][number] => ({
  failure: detection.failure,
  errorRatio: toFigure(detection.errorRatio),
  detectMinutes: toFigureOrNull(detection.detectMinutes),
  spentAtDetection: toFigureOrNull(detection.spentAtDetection),
  resetMinutes: toFigureOrNull(detection.resetMinutes),
});

/** As the method evaluates it. */
function judgedRule(rule: AlertRule, { terms }: ConditionContext): AlertRule {
  const [judged = rule] = rulesForMethod([rule], terms);
  return judged;
}

interface Judged {
  readonly policy: string | null;
  readonly condition: PolicyCondition;
  readonly findings: readonly ConditionFinding[];
}

const isUnreadable = ({ severity }: ConditionFinding): boolean => severity === "problem";

/** What only a rule has; null for other kinds. */
function ruleFigures(rule: AlertRule | null): Pick<ConditionPreview, "factor" | "longMinutes" | "shortMinutes"> {
  if (rule === null) return { factor: null, longMinutes: null, shortMinutes: null };
  return { factor: toFigure(rule.factor), longMinutes: rule.longMinutes, shortMinutes: rule.shortMinutes };
}

/** A condition that cannot even be read says nothing of when it would fire. */
function previewOf({ policy, condition, findings }: Judged, context: ConditionContext): ConditionPreview {
  const common = { condition, policy, findings: [...findings] };
  try {
    const rule = condition.kind === "burn" ? judgedRule(ruleOfCondition(condition, context.terms), context) : null;
    return {
      ...common,
      sentence: describeCondition(condition, context.terms),
      ...ruleFigures(rule),
      budgetShare: toFigureOrNull(conditionShare(condition, context.terms)),
      detection: previewCondition(condition, context).map(toDetection),
    };
  } catch (error) {
    if (!(error instanceof RangeError) || !findings.some(isUnreadable)) throw error;
    return { ...common, sentence: "It cannot be read.", ...ruleFigures(null), budgetShare: null, detection: [] };
  }
}

const FACTOR_DIGITS = 6;

/** As somebody would write it, exact where 6 decimals are enough. */
function factorText(factor: Fraction): string {
  const text = fractionToDecimal(factor, FACTOR_DIGITS);
  return text.replace(/\.?0+$/, "");
}

/** A rule of the default policy; its windows and factor are those of the method. */
function previewOfRule(rule: AlertRule, context: ConditionContext): ConditionPreview {
  const judged = judgedRule(rule, context);
  const { name, severity, longMinutes, shortMinutes, minExcess, resolveAfter, factor } = rule;
  const span = { longMinutes, shortMinutes, minExcess, resolveAfter };
  return {
    condition: { kind: "burn", name, severity, ...span, factor: factorText(factor), budgetPercent: null },
    policy: null,
    sentence: describeRule(rule, context.terms),
    ...ruleFigures(judged),
    budgetShare: toFigure(budgetShare(judged, context.terms)),
    findings: [...checkRule(rule, context)],
    detection: previewRule(rule, context).map(toDetection),
  };
}

/** A policy that is tried has no name yet. */
export type TriedPolicy = Pick<AlertPolicyDefinition, "conditions"> & { readonly name: string | null };

/** All conditions as they work for these terms and so much traffic; without a policy those of the default one. */
export function previewConditions(policies: readonly TriedPolicy[], context: ConditionContext): ConditionPreview[] {
  if (policies.length === 0) return defaultPolicy(context.terms).map((rule) => previewOfRule(rule, context));
  return policies.flatMap(({ name, conditions }) => {
    const findings = checkConditions(conditions, context);
    return conditions.map((condition, index) => previewOf({ policy: name, condition, findings: findings[index] ?? [] }, context));
  });
}

/** Bad events that the window's budget allows at this traffic; null when that is not known, or slices are what is allowed. */
function allowedBad({ terms, eventsPerMinute }: ConditionContext): Fraction | null {
  if (eventsPerMinute === null || terms.slices !== null) return null;
  return multiplyFractions(multiplyFractions(eventsPerMinute, fraction(BigInt(terms.windowMinutes))), errorBudgetRatio(terms));
}

export const toPolicyPreview = (targetPercent: string, policies: readonly TriedPolicy[], context: ConditionContext): PolicyPreview => ({
  targetPercent,
  windowMinutes: context.terms.windowMinutes,
  eventsPerMinute: toFigureOrNull(context.eventsPerMinute),
  allowedBad: toFigureOrNull(allowedBad(context)),
  conditions: previewConditions(policies, context),
});

/** Traffic that somebody supposes. */
export const supposedTraffic = (text: string | null): Fraction | null => (text === null ? null : parseDecimal(text));
