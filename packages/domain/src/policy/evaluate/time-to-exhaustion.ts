import {
  exhaustionAtRate,
  forecastCandidates,
  forecastIntervals,
  lookbackOf,
  type RateForecast,
  type RateForecastInput,
  ratesOf,
} from "../../forecast.ts";
import { type Fraction, fraction } from "../../fraction.ts";
import { errorBudgetRatio } from "../../objective-terms.ts";
import type { MinuteInterval, WindowCounts } from "../../window-counts.ts";
import type { TimeToExhaustionCondition } from "../policy-definition.ts";
import { budgetInterval, type ConditionBudget, conditionBudget } from "./condition-budget.ts";
import { type ConditionStep, type ConditionSubject, done, missingOf, type ReadSoFar, readOf } from "./condition-reading.ts";

const isEmpty = ({ start, end }: MinuteInterval): boolean => start >= end;

/** What of a rolling window is still in it when `withinMinutes` have passed. */
function stillInWindow({ terms, at }: ConditionSubject, withinMinutes: number): MinuteInterval {
  const start = at - terms.windowMinutes + Math.min(withinMinutes, terms.windowMinutes);
  return { start: Math.min(at, Math.max(start, terms.sloStart ?? start)), end: at };
}

/**
 * Whether a rolling budget may be gone within the limit, by its bounds alone: no more than all of its bad, no less than what stays of its mass.
 * Never wrong when it says no, and that is the answer of nearly every minute: then its hours need not be read.
 */
function mayBeGone(
  bounds: { readonly bad: bigint; readonly mass: bigint },
  { input, minutes }: { input: RateForecastInput; minutes: number },
): boolean {
  const rates = ratesOf(input);
  if (rates === null) return false;
  const { num, den } = errorBudgetRatio(input.terms);
  const perMinute = rates.bad * den - rates.mass * num;
  const worst = BigInt(perMinute > 0n ? minutes : 1);
  return (bounds.bad * den - bounds.mass * num) * BigInt(rates.counted) + perMinute * worst > 0n;
}

interface Outlook {
  readonly condition: TimeToExhaustionCondition;
  readonly subject: ConditionSubject;
  readonly read: ReadSoFar;
  readonly window: WindowCounts;
  readonly budget: ConditionBudget;
  readonly limit: Fraction;
}

function readingOf(forecast: RateForecast, condition: TimeToExhaustionCondition, limit: Fraction): ConditionStep {
  switch (forecast.kind) {
    case "projected":
      return done({ verdict: forecast.minutes <= condition.withinMinutes, value: fraction(BigInt(forecast.minutes)), limit });
    case "unknown":
      return done({ verdict: null, value: null, limit });
    default:
      return done({ verdict: false, value: null, limit });
  }
}

function stepOutlook({ condition, subject, read, window, budget, limit }: Outlook): ConditionStep {
  const { terms, at } = subject;
  const countsOf = (interval: MinuteInterval) => readOf(read.judged, interval);
  const input: RateForecastInput = { terms, at, lookbackMinutes: condition.lookbackMinutes, countsOf, allowed: budget.allowed };
  if (ratesOf(input) === null) return done({ verdict: null, value: null, limit });
  if (terms.window.kind === "rolling") {
    const still = stillInWindow(subject, condition.withinMinutes);
    const lacking = isEmpty(still) ? null : missingOf(read, { judged: [still] });
    if (lacking !== null) return lacking;
    const mass = isEmpty(still) ? 0n : readOf(read.judged, still).mass;
    const minutes = Math.min(condition.withinMinutes, terms.windowMinutes);
    if (!mayBeGone({ bad: window.bad, mass }, { input, minutes })) return done({ verdict: false, value: null, limit });
  }
  const hours = missingOf(read, { judged: forecastIntervals(input) });
  if (hours !== null) return hours;
  return missingOf(read, { judged: forecastCandidates(input) }) ?? readingOf(exhaustionAtRate(input), condition, limit);
}

/**
 * At the mean rate of the lookback the budget is used up within the limit, old failures leaving as they do ("at this rate", slo-math 11). Only
 * while budget is left: once it is gone any failure would say so again. The value is told where it was worked out, that is, near the limit.
 */
export function stepTimeToExhaustion(condition: TimeToExhaustionCondition, subject: ConditionSubject, read: ReadSoFar): ConditionStep {
  const limit = fraction(BigInt(condition.withinMinutes));
  const window = budgetInterval(subject);
  const lookback = lookbackOf({ ...subject, lookbackMinutes: condition.lookbackMinutes });
  const still = subject.terms.window.kind === "rolling" ? [stillInWindow(subject, condition.withinMinutes)] : [];
  const asked = [window, ...(lookback === null ? [] : [lookback]), ...still].filter((interval) => !isEmpty(interval));
  const lacking = missingOf(read, { judged: asked });
  if (lacking !== null) return lacking;
  const counts = isEmpty(window) ? null : readOf(read.judged, window);
  const budget = counts === null ? null : conditionBudget(subject, counts);
  if (counts === null || budget === null) return done({ verdict: null, value: null, limit });
  // Nothing is left, or nothing is allowed.
  if (budget.bad * budget.allowed.den >= budget.allowed.num) return done({ verdict: false, value: null, limit });
  return stepOutlook({ condition, subject, read, window: counts, budget, limit });
}
