import { divideFractions, type Fraction, fraction, multiplyFractions, ONE, subtractFractions, ZERO } from "./fraction.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { type Coverage, type MinuteInterval, toCoverage, type WindowCounts } from "./window-counts.ts";

/** Events and minutes of an error budget (slo-math 4). `remaining` may be negative. */
export interface ErrorBudget {
  readonly allowed: Fraction;
  readonly consumed: Fraction;
  readonly remaining: Fraction;
  /** Share of the budget: 1 is all of it; 0 while nothing is allowed. */
  readonly consumedFraction: Fraction;
  readonly remainingFraction: Fraction;
  /** Minutes of total outage at average traffic, of the nominal window. */
  readonly minutesAllowed: Fraction;
  readonly minutesConsumed: Fraction;
  readonly minutesRemaining: Fraction;
}

/** The status card of an objective. Counts are in events. */
export interface BudgetStatus {
  readonly window: MinuteInterval;
  readonly partial: boolean;
  readonly coverage: Coverage;
  readonly good: Fraction;
  readonly total: Fraction;
  readonly bad: Fraction;
  /** Null without events. */
  readonly sli: Fraction | null;
  /** SLI ≥ target; null without events. */
  readonly met: boolean | null;
  readonly budget: ErrorBudget;
}

export interface BudgetStatusInput {
  readonly terms: ObjectiveTerms;
  /** Counts of `window`, adjusted. */
  readonly counts: WindowCounts;
  /** Scaled units per event, e.g. COUNT_SCALE. */
  readonly scale: number;
  readonly window: MinuteInterval;
  /** The objective began inside its window. The nominal length, and with it the allowed minutes, stay the same. */
  readonly partial?: boolean;
}

/** Status card of an objective that counts events over a rolling window (slo-math 2 to 4). */
export function budgetStatus({ terms, counts, scale, window, partial = false }: BudgetStatusInput): BudgetStatus {
  const events = (scaled: bigint): Fraction => fraction(scaled, BigInt(scale));
  const total = events(counts.total);
  const bad = events(counts.total - counts.good);
  const budget = errorBudget(terms, total, bad);
  const anything = counts.total > 0n;
  return {
    window: { start: window.start, end: window.end },
    partial,
    coverage: toCoverage(counts),
    good: events(counts.good),
    total,
    bad,
    sli: anything ? fraction(counts.good, counts.total) : null,
    met: anything ? budget.remaining.num >= 0n : null,
    budget,
  };
}

/** Budget of `total` events of which `bad` were bad. */
function errorBudget(terms: ObjectiveTerms, total: Fraction, bad: Fraction): ErrorBudget {
  const ratio = errorBudgetRatio(terms);
  const allowed = multiplyFractions(ratio, total);
  const consumedFraction = allowed.num === 0n ? ZERO : divideFractions(bad, allowed);
  const minutesAllowed = multiplyFractions(ratio, fraction(BigInt(terms.windowMinutes)));
  const minutesConsumed = multiplyFractions(consumedFraction, minutesAllowed);
  return {
    allowed,
    consumed: bad,
    remaining: subtractFractions(allowed, bad),
    consumedFraction,
    remainingFraction: subtractFractions(ONE, consumedFraction),
    minutesAllowed,
    minutesConsumed,
    minutesRemaining: subtractFractions(minutesAllowed, minutesConsumed),
  };
}
