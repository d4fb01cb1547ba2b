import { evaluationInstant } from "./alert-slices.ts";
import { burnRate } from "./burn-rate.ts";
import { type Fraction, floorDivide, fraction } from "./fraction.ts";
import type { CountsOf, JudgedCounts } from "./judged-counts.ts";
import type { Minute } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { objectivePeriod } from "./period.ts";
import { periodAllowance } from "./period-allowance.ts";
import { candidateIntervals, firstEnd, type RollingSearch, searchIntervals } from "./rolling-search.ts";
import type { MinuteInterval } from "./window-counts.ts";

export interface RateForecastRequest {
  readonly terms: ObjectiveTerms;
  /** The evaluation: the window ends here. */
  readonly at: Minute;
  /** The rates of the last so many minutes go on; raised to whole slices. */
  readonly lookbackMinutes: number;
}

export interface RateForecastInput extends RateForecastRequest {
  /** Asked for `forecastIntervals`, then for `forecastCandidates`, and for nothing else. */
  readonly countsOf: CountsOf;
  /** Allowance of a whole calendar period, scaled like the counts; where it is left out, `periodAllowance` without adjustments. */
  readonly allowed?: Fraction;
}

/**
 * Why a rolling window lasts: nothing failed in the lookback; it burns at 1 or less; or it would be gone, if old failures did not leave as
 * fast as new ones come (burn at 1 or less, too, although what is left divided by the rate says otherwise).
 */
export type LastsBecause = "no-failures" | "burn-at-most-one" | "old-failures-leave";

/**
 * `projected`: the first minute after `at` whose window holds more bad than allowed. `unknown`: nothing of the lookback is known.
 * `burn`: of the lookback; null without mass.
 */
export type RateForecast =
  | { readonly kind: "already-exhausted" }
  | { readonly kind: "projected"; readonly minutes: number; readonly burn: Fraction | null }
  | { readonly kind: "not-at-this-rate"; readonly burn: Fraction | null; readonly because: LastsBecause }
  | { readonly kind: "not-before-period-end"; readonly burn: Fraction | null }
  | { readonly kind: "unknown" };

/** The last whole slices before `at`; nothing before the start of the objective. Null where that leaves nothing. */
export function lookbackOf({ terms, at, lookbackMinutes }: RateForecastRequest): MinuteInterval | null {
  if (!Number.isSafeInteger(lookbackMinutes) || lookbackMinutes < 1) {
    throw new RangeError(`lookbackMinutes must be a whole number, at least 1, not ${lookbackMinutes}`);
  }
  const end = evaluationInstant(terms, at);
  const length = terms.slices?.minutes ?? 1;
  const start = Math.max(end - Math.ceil(lookbackMinutes / length) * length, terms.sloStart ?? Number.NEGATIVE_INFINITY);
  return start < end ? { start, end } : null;
}

const searchOf = ({ terms, at }: RateForecastRequest, lookback: JudgedCounts): RollingSearch => ({
  at,
  windowMinutes: terms.windowMinutes,
  sloStart: terms.sloStart,
  budgetRatio: errorBudgetRatio(terms),
  future: { bad: lookback.bad, mass: lookback.mass, per: BigInt(lookback.counted) },
  until: "overspent",
});

/** What a forecast always counts: the window and the lookback, and of a rolling window also its hours; not its minutes. */
export function forecastIntervals(request: RateForecastRequest): readonly MinuteInterval[] {
  const { terms, at } = request;
  const { start } = objectivePeriod(terms, at);
  const lookback = lookbackOf(request);
  return [
    { start, end: at },
    ...(lookback === null ? [] : [lookback]),
    ...(terms.window.kind === "rolling" ? searchIntervals({ at, windowMinutes: terms.windowMinutes, sloStart: terms.sloStart }) : []),
  ].filter((interval) => interval.start < interval.end);
}

/** What it counts besides once those are known: every minute of the few hours in which the budget may be gone; often none. */
export function forecastCandidates(input: RateForecastInput): readonly MinuteInterval[] {
  if (input.terms.window.kind !== "rolling") return [];
  const lookback = ratesOf(input);
  return lookback === null ? [] : candidateIntervals(searchOf(input, lookback), input.countsOf);
}

/** Counts of the lookback; null where they tell no rate. */
export function ratesOf(input: RateForecastInput): JudgedCounts | null {
  const lookback = lookbackOf(input);
  const counts = lookback === null ? null : input.countsOf(lookback);
  if (counts === null || counts.counted === 0 || (counts.mass === 0n && counts.unjudged > 0)) return null;
  return counts;
}

/**
 * When the budget is gone if bad and mass go on at their mean rates per counted minute of the lookback (slo-math 11, "At this rate"). Spent
 * is more than allowed, not as much as allowed. In a rolling window old minutes roll off meanwhile, and after one whole window nothing old is
 * left, so that what has not happened by then never does. A calendar period is measured against its whole allowance. Exact.
 * Throws RangeError for a lookback that is not a whole number of minutes, at least 1.
 */
export function exhaustionAtRate(input: RateForecastInput): RateForecast {
  const { terms, at, countsOf } = input;
  const period = objectivePeriod(terms, at);
  const now = period.start < at ? countsOf({ start: period.start, end: at }) : { bad: 0n, mass: 0n };
  const budget = errorBudgetRatio(terms);
  const rolling = terms.window.kind === "rolling";
  const allowed = rolling ? fraction(now.mass * budget.num, budget.den) : (input.allowed ?? periodAllowance({ terms, at, mass: now.mass }));
  if (now.bad * allowed.den > allowed.num) return { kind: "already-exhausted" };
  const lookback = ratesOf(input);
  if (lookback === null) return { kind: "unknown" };
  const outlook = { input, allowed, bad: now.bad, lookback, burn: burnRate(lookback, budget) };
  return rolling ? rollingOutlook(outlook) : calendarOutlook(outlook, period.periodEnd - at);
}

interface Outlook {
  readonly input: RateForecastInput;
  readonly allowed: Fraction;
  readonly bad: bigint;
  readonly lookback: JudgedCounts;
  readonly burn: Fraction | null;
}

function rollingOutlook({ input, allowed, bad, lookback, burn }: Outlook): RateForecast {
  const minutes = firstEnd(searchOf(input, lookback), input.countsOf);
  if (minutes !== null) return { kind: "projected", minutes, burn };
  if (lookback.bad === 0n) return { kind: "not-at-this-rate", burn, because: "no-failures" };
  const withoutLeaving = minutesToSpend({ allowed, bad, lookback });
  const because = withoutLeaving <= BigInt(input.terms.windowMinutes) ? "old-failures-leave" : "burn-at-most-one";
  return { kind: "not-at-this-rate", burn, because };
}

function calendarOutlook({ allowed, bad, lookback, burn }: Outlook, minutesLeft: number): RateForecast {
  if (lookback.bad === 0n) return { kind: "not-before-period-end", burn };
  const minutes = minutesToSpend({ allowed, bad, lookback });
  return minutes <= BigInt(minutesLeft) ? { kind: "projected", minutes: Number(minutes), burn } : { kind: "not-before-period-end", burn };
}

/** The first whole number of minutes after which bad + rate × minutes is more than allowed; the rate is not 0. */
function minutesToSpend({ allowed, bad, lookback }: Pick<Outlook, "allowed" | "bad" | "lookback">): bigint {
  const remaining = allowed.num - bad * allowed.den;
  return floorDivide(remaining * BigInt(lookback.counted), lookback.bad * allowed.den) + 1n;
}
