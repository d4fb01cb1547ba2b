import { formatDurationMinutes, formatLimit, formatLimitPercent } from "../display.ts";
import {
  compareFractions,
  divideFractions,
  type Fraction,
  fraction,
  multiplyFractions,
  ONE,
  parseDecimal,
  subtractFractions,
} from "../fraction.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "../objective-terms.ts";
import {
  type ConditionContext,
  type ConditionFinding,
  findBadResolve,
  findBadSpans,
  isFinding,
  problem,
  readFigure,
  warning,
} from "./condition-finding.ts";
import { raisedMinutes } from "./condition-share.ts";
import type { BudgetConsumedCondition, BudgetDropCondition, NoTrafficCondition, TimeToExhaustionCondition } from "./policy-definition.ts";
import { ratioOfPercent } from "./resolve-policy.ts";

/** Ten times the budget is more than anybody needs to be told once of. */
const MOST_CONSUMED_PERCENT = 1000;

const minutesText = (minutes: number): string => formatDurationMinutes(minutes);
const shareOfWindow = (minutes: number, { windowMinutes }: ObjectiveTerms): Fraction => fraction(BigInt(minutes), BigInt(windowMinutes));

/** Spans that are judged as something else because slices are judged as wholes. */
function findRaised(field: string, minutes: number, terms: ObjectiveTerms): ConditionFinding[] {
  const raised = raisedMinutes(minutes, terms);
  if (raised === minutes || terms.slices === null) return [];
  const message = `${minutesText(minutes)} is judged as ${minutesText(raised)}: whole slices of ${minutesText(terms.slices.minutes)}`;
  return [warning("raised-to-slices", field, message)];
}

/** One bad event alone that reaches the limit. */
function findSingleEvent(share: Fraction, { terms, eventsPerMinute }: ConditionContext): ConditionFinding[] {
  if (eventsPerMinute === null || terms.slices !== null) return [];
  const events = multiplyFractions(eventsPerMinute, fraction(BigInt(terms.windowMinutes)));
  const allowed = multiplyFractions(events, errorBudgetRatio(terms));
  const limit = multiplyFractions(allowed, share);
  if (compareFractions(limit, ONE) > 0 || limit.num === 0n) return [];
  const message = `${formatLimitPercent(share)} of the ${formatLimit(allowed)} bad events that the window allows is ${formatLimit(limit)}: one bad event is enough`;
  return [warning("single-event", "percent", message)];
}

export function checkConsumed(condition: BudgetConsumedCondition, context: ConditionContext): readonly ConditionFinding[] {
  const [percent, rearm] = [readFigure(condition.percent, "percent"), readFigure(condition.rearmPercent, "rearmPercent")];
  if (isFinding(percent) || isFinding(rearm)) return [percent, rearm].filter(isFinding);
  if (percent.num <= 0n) return [problem("percent-not-positive", "percent", "must be above 0")];
  if (compareFractions(percent, fraction(BigInt(MOST_CONSUMED_PERCENT))) > 0) {
    return [problem("percent-too-large", "percent", `must be at most ${MOST_CONSUMED_PERCENT}`)];
  }
  if (rearm.num < 0n || compareFractions(rearm, percent) >= 0) {
    const message = `${formatLimit(percent)} − ${formatLimit(rearm)} = ${formatLimit(subtractFractions(percent, rearm))}: so little is never consumed, and it is told only once; must be below percent`;
    return [problem("rearm-not-below", "rearmPercent", message)];
  }
  const share = ratioOfPercent(condition.percent);
  const most = divideFractions(ONE, errorBudgetRatio(context.terms));
  if (compareFractions(share, most) > 0) return [problem("never-fires", "percent", outageMessage(context.terms, most, share))];
  const trembling =
    rearm.num === 0n ? [warning("rearm-zero", "rearmPercent", "at 0 a figure that trembles around the limit is told again and again")] : [];
  return [...trembling, ...findSingleEvent(share, context)];
}

const outageMessage = ({ target }: ObjectiveTerms, most: Fraction, share: Fraction): string =>
  `1 / (1 − ${formatLimitPercent(target)}) = ${formatLimitPercent(most)}, less than ${formatLimitPercent(share)}: not even a total outage of the whole window consumes so much`;

export function checkDrop(condition: BudgetDropCondition, context: ConditionContext): readonly ConditionFinding[] {
  const percent = readFigure(condition.percent, "percent");
  const bad = [...findBadSpans({ withinMinutes: condition.withinMinutes }), ...findBadResolve(condition.resolveAfter)];
  if (isFinding(percent)) return [percent, ...bad];
  if (percent.num <= 0n) return [problem("percent-not-positive", "percent", "must be above 0"), ...bad];
  if (bad.length > 0) return bad;
  const { terms } = context;
  const within = raisedMinutes(condition.withinMinutes, terms);
  const share = ratioOfPercent(condition.percent);
  const met = shareOfWindow(within, terms);
  const most = divideFractions(met, errorBudgetRatio(terms));
  const spans = `${minutesText(within)} / ${minutesText(terms.windowMinutes)}`;
  if (compareFractions(share, most) > 0) {
    const sum = `${spans} / (1 − ${formatLimitPercent(terms.target)}) = ${formatLimitPercent(most)}`;
    return [problem("never-fires", "percent", `${sum}, less than ${formatLimitPercent(share)}: not even a total outage spends so much`)];
  }
  const whileMet =
    compareFractions(share, met) <= 0
      ? [
          warning(
            "fires-while-met",
            "percent",
            `an objective that is just met spends ${spans} = ${formatLimitPercent(met)} in that time: it fires while the objective is met`,
          ),
        ]
      : [];
  return [...whileMet, ...findRaised("withinMinutes", condition.withinMinutes, terms), ...findSingleEvent(share, context)];
}

export function checkExhaustion(condition: TimeToExhaustionCondition, { terms }: ConditionContext): readonly ConditionFinding[] {
  const { withinMinutes, lookbackMinutes, resolveAfter } = condition;
  const bad = [...findBadSpans({ withinMinutes, lookbackMinutes }), ...findBadResolve(resolveAfter)];
  if (bad.length > 0) return bad;
  const [within, window] = [minutesText(withinMinutes), minutesText(terms.windowMinutes)];
  if (withinMinutes > terms.windowMinutes) {
    const burn = formatLimit(fraction(BigInt(terms.windowMinutes), BigInt(withinMinutes)));
    const message = `${window} / ${within} = ${burn}: a burn rate below 1 never uses up the budget of ${window}; must be at most the window`;
    return [problem("longer-than-window", "withinMinutes", message)];
  }
  if (lookbackMinutes > terms.windowMinutes) {
    const message = `the rate of ${minutesText(lookbackMinutes)} holds what the window of ${window} does not; must be at most the window`;
    return [problem("longer-than-window", "lookbackMinutes", message)];
  }
  return findRaised("lookbackMinutes", lookbackMinutes, terms);
}

/** Of so many expected events none at all is a matter of chance once in a thousand times. */
const SURELY_EXPECTED = fraction(7n);

export function checkNoTraffic(condition: NoTrafficCondition, { eventsPerMinute }: ConditionContext): readonly ConditionFinding[] {
  const bad = [...findBadSpans({ forMinutes: condition.forMinutes }), ...findBadResolve(condition.resolveAfter)];
  const least = readFigure(condition.leastPerMinute, "leastPerMinute");
  if (isFinding(least)) return [least, ...bad];
  if (least.num <= 0n) {
    return [
      problem("least-not-positive", "leastPerMinute", "must be above 0: where no events are usual, none are nothing to tell"),
      ...bad,
    ];
  }
  if (bad.length > 0) return bad;
  const findings: ConditionFinding[] = [];
  const expected = multiplyFractions(parseDecimal(condition.leastPerMinute), fraction(BigInt(condition.forMinutes)));
  if (compareFractions(expected, SURELY_EXPECTED) < 0) {
    const sum = `${formatLimit(least)} × ${condition.forMinutes} = ${formatLimit(expected)}`;
    findings.push(
      warning(
        "silence-by-chance",
        "forMinutes",
        `${sum} events are to be expected in that time: none at all may well be chance; 7 are enough`,
      ),
    );
  }
  if (eventsPerMinute !== null && compareFractions(eventsPerMinute, least) < 0) {
    const message = `there are ${formatLimit(eventsPerMinute)} events a minute on average, fewer than ${formatLimit(least)}: it is judged in busy hours only, if ever`;
    findings.push(warning("seldom-judged", "leastPerMinute", message));
  }
  return findings;
}
