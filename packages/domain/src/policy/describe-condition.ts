import type { AlertRule } from "../alert-policy.ts";
import { formatCount, formatDurationMinutes, formatLimit, formatLimitPercent } from "../display.ts";
import { fractionOfNumber, parseDecimal, ZERO } from "../fraction.ts";
import type { ObjectiveTerms } from "../objective-terms.ts";
import { raisedMinutes } from "./condition-share.ts";
import type { BudgetConsumedCondition, BurnCondition, NoTrafficCondition, PolicyCondition } from "./policy-definition.ts";
import { ratioOfPercent } from "./resolve-policy.ts";

type Terms = Pick<ObjectiveTerms, "slices">;
const COUNTS_EVENTS: Terms = { slices: null };

type DescribedRule = Pick<AlertRule, "longMinutes" | "shortMinutes" | "factor" | "budgetShare" | "minExcess">;

/** When a burn rule fires, as one plain sentence, with windows as the method judges them. */
export function describeRule({ longMinutes, shortMinutes, factor, budgetShare, minExcess }: DescribedRule, terms: Terms): string {
  const long = formatDurationMinutes(raisedMinutes(longMinutes, terms));
  const windows = `over the last ${long} and over the last ${formatDurationMinutes(raisedMinutes(shortMinutes, terms))}`;
  const guard =
    terms.slices === null && minExcess > 0 ? `, with at least ${formatCount(fractionOfNumber(minExcess))} bad events more than that` : "";
  if (budgetShare === null) return `The budget burns at ${formatLimit(factor)}× or more ${windows}${guard}.`;
  return `The budget burns so fast ${windows} that ${formatLimitPercent(budgetShare)} of it or more is spent within ${long}${guard}.`;
}

const writtenRule = ({ factor, budgetPercent, ...rest }: BurnCondition): DescribedRule => ({
  ...rest,
  factor: factor === null ? ZERO : parseDecimal(factor),
  budgetShare: budgetPercent === null ? null : ratioOfPercent(budgetPercent),
});

function describeConsumed({ percent, rearmPercent }: BudgetConsumedCondition): string {
  const points = parseDecimal(rearmPercent);
  const rearm = points.num > 0n ? `; told again only after ${formatLimit(points)} points of it came back` : "";
  return `${formatLimitPercent(ratioOfPercent(percent))} of the budget or more is consumed${rearm}.`;
}

function describeNoTraffic({ forMinutes, leastPerMinute }: NoTrafficCondition): string {
  const least = parseDecimal(leastPerMinute);
  const usual = `${formatLimit(least)} ${least.num === least.den ? "event" : "events"} a minute`;
  return `Not one event in ${formatDurationMinutes(forMinutes)}, at an hour of the week that usually has ${usual} or more.`;
}

/** When a condition fires, as one plain sentence, with spans as the method judges them. Throws RangeError for what cannot be read. */
export function describeCondition(condition: PolicyCondition, terms: Terms = COUNTS_EVENTS): string {
  switch (condition.kind) {
    case "burn":
      return describeRule(writtenRule(condition), terms);
    case "budget-consumed":
      return describeConsumed(condition);
    case "budget-drop": {
      const span = formatDurationMinutes(raisedMinutes(condition.withinMinutes, terms));
      return `${formatLimitPercent(ratioOfPercent(condition.percent))} of the budget or more is spent within ${span}.`;
    }
    case "time-to-exhaustion": {
      const lookback = formatDurationMinutes(raisedMinutes(condition.lookbackMinutes, terms));
      return `At the rate of the last ${lookback} the budget is used up within ${formatDurationMinutes(condition.withinMinutes)}.`;
    }
    case "no-traffic":
      return describeNoTraffic(condition);
  }
}
