import type { Minute } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { type Totals, totalsBetween } from "./totals.ts";

export interface RateForecastInput {
  readonly terms: ObjectiveTerms;
  /** The evaluation: the window ends here. */
  readonly at: Minute;
  /** The rates of the last so many minutes go on. */
  readonly lookbackMinutes: number;
  /** Running totals; asked for every minute from `at − windowMinutes` to `at`, and for the start of the lookback. */
  readonly totalsAt: (minute: Minute) => Totals;
}

/** `projected`: the first minute after `at` whose window holds more bad events than allowed. `unknown`: nothing of the lookback is known. */
export type RateForecast =
  | { readonly kind: "already-exhausted" }
  | { readonly kind: "projected"; readonly minutes: number }
  | { readonly kind: "not-at-this-rate" }
  | { readonly kind: "unknown" };

/**
 * When the budget of a rolling window is gone if bad and total events go on at the mean rates per known minute of the lookback, while old
 * minutes roll off (slo-math 11, "At this rate"). Exact: all rates are multiplied by the known minutes of the lookback. Spent is more than
 * allowed, not as much as allowed. After one whole window nothing old is left, so that what has not happened by then never does.
 */
export function exhaustionAtRate({ terms, at, lookbackMinutes, totalsAt }: RateForecastInput): RateForecast {
  const ratio = errorBudgetRatio(terms);
  const end = totalsAt(at);
  const lookback = totalsBetween(totalsAt(at - lookbackMinutes), end);
  const known = BigInt(lookback.known);
  /** Above zero when `bad` of `total` are more than allowed; linear in both, so that it can be added up. */
  const excess = ({ good, total }: Pick<Totals, "good" | "total">): bigint => (total - good) * ratio.den - total * ratio.num;
  const excessSince = (minute: Minute): bigint => excess(totalsBetween(totalsAt(minute), end));
  const start = at - terms.windowMinutes;
  if (excessSince(start) > 0n) return { kind: "already-exhausted" };
  if (known === 0n) return { kind: "unknown" };
  const perMinute = excess(lookback);
  for (let minutes = 1; minutes <= terms.windowMinutes; minutes++) {
    if (excessSince(start + minutes) * known + perMinute * BigInt(minutes) > 0n) return { kind: "projected", minutes };
  }
  return { kind: "not-at-this-rate" };
}
