import { detectionMinutes, resetMinutes } from "../alert-detection.ts";
import type { AlertRule } from "../alert-policy.ts";
import { rulesForMethod } from "../alert-slices.ts";
import {
  addFractions,
  compareFractions,
  divideFractions,
  type Fraction,
  floorDivide,
  fraction,
  multiplyFractions,
  ONE,
  subtractFractions,
} from "../fraction.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "../objective-terms.ts";
import type { ConditionContext } from "./condition-finding.ts";
import { raisedMinutes } from "./condition-share.ts";
import type { PolicyCondition } from "./policy-definition.ts";
import { ratioOfPercent, ruleOfCondition } from "./resolve-policy.ts";

/** Failures of constant strength that begin after a long time without any: everything fails, or 10 or 2 times what is allowed. */
export const PREVIEWED_FAILURES = ["full-outage", "burn-10", "burn-2"] as const;
export type PreviewedFailure = (typeof PREVIEWED_FAILURES)[number];

export interface ConditionDetection {
  readonly failure: PreviewedFailure;
  /** Share of events, or of slices, that fail. */
  readonly errorRatio: Fraction;
  /** Minutes from the start of the failure, without the time until a minute is closed and read; null: never. */
  readonly detectMinutes: Fraction | null;
  /** Share of the budget. */
  readonly spentAtDetection: Fraction | null;
  /**
   * Minutes after the end of a long failure until the condition is false, at most; null where it never fires or does not end with the failure.
   * Resolving takes `resolveAfter` evaluations more.
   */
  readonly resetMinutes: Fraction | null;
}

interface Timing {
  readonly detect: Fraction | null;
  readonly reset: Fraction | null;
}

const NEVER: Timing = { detect: null, reset: null };
const toFraction = (minutes: number): Fraction => fraction(BigInt(minutes));

const errorRatioOf = (failure: PreviewedFailure, budget: Fraction): Fraction =>
  failure === "full-outage" ? ONE : multiplyFractions(fraction(failure === "burn-10" ? 10n : 2n), budget);

/** Minutes in which a failure uses up the whole budget: b × P / e. */
const emptyingMinutes = (terms: ObjectiveTerms, errorRatio: Fraction): Fraction =>
  divideFractions(multiplyFractions(errorBudgetRatio(terms), toFraction(terms.windowMinutes)), errorRatio);

/** Verdicts fall at closings of slices. */
function atClosing(minutes: Fraction, { slices }: ObjectiveTerms): Fraction {
  if (slices === null) return minutes;
  const closings = -floorDivide(-minutes.num, minutes.den * BigInt(slices.minutes));
  return fraction(closings * BigInt(slices.minutes));
}

function timeBurn(given: AlertRule, { terms, eventsPerMinute }: ConditionContext, errorRatio: Fraction): Timing {
  const [rule = given] = rulesForMethod([given], terms);
  const failure = {
    rule,
    budgetRatio: errorBudgetRatio(terms),
    errorRatio,
    eventsPerMinute: terms.slices === null ? eventsPerMinute : null,
  };
  return { detect: detectionMinutes(failure), reset: resetMinutes(failure) };
}

/** Never beyond the window: what a failure has spent by then leaves it as fast as more is spent, or the period is over. */
function timeConsumed(percent: string, terms: ObjectiveTerms, errorRatio: Fraction): Timing {
  const detect = multiplyFractions(ratioOfPercent(percent), emptyingMinutes(terms, errorRatio));
  return { detect: compareFractions(detect, toFraction(terms.windowMinutes)) > 0 ? null : detect, reset: null };
}

function timeDrop(
  { percent, withinMinutes }: { readonly percent: string; readonly withinMinutes: number },
  terms: ObjectiveTerms,
  errorRatio: Fraction,
): Timing {
  const within = toFraction(raisedMinutes(withinMinutes, terms));
  const detect = multiplyFractions(ratioOfPercent(percent), emptyingMinutes(terms, errorRatio));
  return compareFractions(detect, within) > 0 ? NEVER : { detect, reset: subtractFractions(within, detect) };
}

/**
 * While the lookback fills up its rate grows with the failure: t × (1 + within / lookback) = emptying; afterwards what is left shrinks to what
 * `within` takes. The rate of a lookback without failures is 0, so after so long at most it is over.
 */
function timeExhaustion(
  spans: { readonly withinMinutes: number; readonly lookbackMinutes: number },
  terms: ObjectiveTerms,
  errorRatio: Fraction,
): Timing {
  const within = toFraction(spans.withinMinutes);
  const lookback = toFraction(raisedMinutes(spans.lookbackMinutes, terms));
  const emptying = emptyingMinutes(terms, errorRatio);
  const filling = multiplyFractions(emptying, divideFractions(lookback, addFractions(within, lookback)));
  const detect = compareFractions(filling, lookback) <= 0 ? filling : subtractFractions(emptying, within);
  return compareFractions(detect, toFraction(terms.windowMinutes)) > 0 ? NEVER : { detect, reset: lookback };
}

function timeOf(condition: PolicyCondition, context: ConditionContext, errorRatio: Fraction): Timing {
  switch (condition.kind) {
    case "burn":
      return timeBurn(ruleOfCondition(condition, context.terms), context, errorRatio);
    case "budget-consumed":
      return timeConsumed(condition.percent, context.terms, errorRatio);
    case "budget-drop":
      return timeDrop(condition, context.terms, errorRatio);
    case "time-to-exhaustion":
      return timeExhaustion(condition, context.terms, errorRatio);
    case "no-traffic":
      return NEVER;
  }
}

/**
 * How soon a condition fires in failures of constant strength at constant traffic, the budget untouched before, and how soon it is over
 * (slo-math 6). Failures that would need more than all events to fail are left out. Throws RangeError for what cannot be read.
 */
export const previewCondition = (condition: PolicyCondition, context: ConditionContext): readonly ConditionDetection[] =>
  previewFailures((errorRatio) => timeOf(condition, context, errorRatio), context.terms);

/** The same of a rule, such as those of the default policy. */
export const previewRule = (rule: AlertRule, context: ConditionContext): readonly ConditionDetection[] =>
  previewFailures((errorRatio) => timeBurn(rule, context, errorRatio), context.terms);

function previewFailures(timeAt: (errorRatio: Fraction) => Timing, terms: ObjectiveTerms): readonly ConditionDetection[] {
  const budget = errorBudgetRatio(terms);
  return PREVIEWED_FAILURES.flatMap((failure) => {
    const errorRatio = errorRatioOf(failure, budget);
    if (compareFractions(errorRatio, ONE) > 0) return [];
    const { detect, reset } = timeAt(errorRatio);
    const detectMinutes = detect === null ? null : atClosing(detect, terms);
    const spentAtDetection = detectMinutes === null ? null : divideFractions(detectMinutes, emptyingMinutes(terms, errorRatio));
    return [{ failure, errorRatio, detectMinutes, spentAtDetection, resetMinutes: reset === null ? null : atClosing(reset, terms) }];
  });
}
