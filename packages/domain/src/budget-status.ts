import type { Adjustment } from "./adjustment.ts";
import { massScale } from "./counting.ts";
import {
  absoluteFraction,
  compareFractions,
  divideFractions,
  type Fraction,
  fraction,
  multiplyFractions,
  ONE,
  subtractFractions,
  ZERO,
} from "./fraction.ts";
import { COUNT_SCALE } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { budgetMinutes, type ObjectivePeriod } from "./period.ts";
import { openSlices } from "./slice-plan.ts";
import { RATIO_SCALE } from "./slices.ts";
import { type Coverage, type MinuteInterval, toCoverage, type WindowCounts } from "./window-counts.ts";

/** What the budget is a share of: what was judged so far, or all slices that a calendar period is going to have. */
export type BudgetBasis = "observed" | "planned";

/** Events or slices and minutes of an error budget (slo-math 4). `remaining` may be negative. */
export interface ErrorBudget {
  readonly basis: BudgetBasis;
  readonly allowed: Fraction;
  readonly consumed: Fraction;
  readonly remaining: Fraction;
  /** Share of the budget: 1 is all of it; 0 while nothing is allowed. */
  readonly consumedFraction: Fraction;
  readonly remainingFraction: Fraction;
  /** Slices: time of the slices. Occurrences: minutes of total outage at average traffic, of the window's own length. */
  readonly minutesAllowed: Fraction;
  readonly minutesConsumed: Fraction;
  readonly minutesRemaining: Fraction;
  /** Events to expect by the end of a calendar period, for occurrences; null: other methods and windows, or no time has passed yet. */
  readonly projectedTotal: Fraction | null;
  /** Share of the budget of the projected total that is spent: it never falls because traffic grows, unlike `consumedFraction`. */
  readonly projectedConsumedFraction: Fraction | null;
}

/** The status card of an objective. `good` and `total` are events, `bad` and `mass` what the method judges: events or slices. */
export interface BudgetStatus {
  readonly window: MinuteInterval;
  readonly partial: boolean;
  readonly coverage: Coverage;
  readonly good: Fraction;
  readonly total: Fraction;
  readonly bad: Fraction;
  readonly mass: Fraction;
  /** 1 − bad / mass; null without mass. */
  readonly sli: Fraction | null;
  /** SLI ≥ target; null without mass. */
  readonly met: boolean | null;
  readonly budget: ErrorBudget;
}

export interface BudgetStatusInput {
  readonly terms: ObjectiveTerms;
  /** The window at the evaluation, by `objectivePeriod`. */
  readonly period: ObjectivePeriod;
  /** Counts of [period.start, period.end), adjusted. */
  readonly counts: WindowCounts;
  /** Of the objective; the future exclusions among them make a planned budget smaller. */
  readonly adjustments?: readonly Adjustment[];
  /** Units per event of good and total. */
  readonly eventScale?: number;
  /** Units per slice of bad and mass where they are not those of `massScale`: exact counts. */
  readonly sliceScale?: bigint;
  /** Events to expect in the whole calendar period, by a better projection than "the rest goes on like the part so far". */
  readonly projectedTotal?: Fraction | null;
}

/** Status card of an objective at the end of `counts` (slo-math 2 to 4). */
export function budgetStatus(input: BudgetStatusInput): BudgetStatus {
  const { terms, period, counts, eventScale = COUNT_SCALE } = input;
  const events = (scaled: bigint): Fraction => fraction(scaled, BigInt(eventScale));
  const scale = terms.slices === null ? BigInt(eventScale) : (input.sliceScale ?? BigInt(massScale(terms)));
  const [bad, mass] = [fraction(counts.bad, scale), fraction(counts.mass, scale)];
  const ratio = errorBudgetRatio(terms);
  const anything = counts.mass > 0n;
  return {
    window: { start: period.start, end: period.end },
    partial: period.partial,
    coverage: toCoverage(counts),
    good: events(counts.good),
    total: events(counts.total),
    bad,
    mass,
    sli: anything ? fraction(counts.mass - counts.bad, counts.mass) : null,
    met: anything ? counts.bad * ratio.den <= ratio.num * counts.mass : null,
    budget: errorBudget(input, bad, mass),
  };
}

/** Slices judged so far, and those of the period that are still to come. */
function plannedMass({ terms, period, adjustments = [] }: BudgetStatusInput, mass: Fraction): Fraction {
  if (terms.slices === null) return mass;
  const interval = { start: Math.max(period.periodStart, terms.sloStart ?? period.periodStart), end: period.periodEnd };
  const open = openSlices({ slices: terms.slices, interval, at: period.end, adjustments });
  return fraction(mass.num + BigInt(open) * mass.den, mass.den);
}

/** Budget while `bad` of the `mass` judged so far was bad. */
function errorBudget(input: BudgetStatusInput, bad: Fraction, mass: Fraction): ErrorBudget {
  const { terms, period } = input;
  const ratio = errorBudgetRatio(terms);
  const basis = terms.slices !== null && terms.window.kind === "calendar" ? "planned" : "observed";
  const allowed = multiplyFractions(ratio, basis === "planned" ? plannedMass(input, mass) : mass);
  const consumedFraction = shareOf(bad, allowed);
  const minutesPerUnit = terms.slices === null ? null : fraction(BigInt(terms.slices.minutes));
  const minutesAllowed =
    minutesPerUnit === null
      ? multiplyFractions(ratio, fraction(BigInt(budgetMinutes(terms, period))))
      : multiplyFractions(allowed, minutesPerUnit);
  const minutesConsumed =
    minutesPerUnit === null ? multiplyFractions(consumedFraction, minutesAllowed) : multiplyFractions(bad, minutesPerUnit);
  return {
    basis,
    allowed,
    consumed: bad,
    remaining: subtractFractions(allowed, bad),
    consumedFraction,
    remainingFraction: subtractFractions(ONE, consumedFraction),
    minutesAllowed,
    minutesConsumed,
    minutesRemaining: subtractFractions(minutesAllowed, minutesConsumed),
    ...projection(input, bad),
  };
}

const shareOf = (bad: Fraction, allowed: Fraction): Fraction => (allowed.num === 0n ? ZERO : divideFractions(bad, allowed));

type Projection = Pick<ErrorBudget, "projectedTotal" | "projectedConsumedFraction">;

function projection(input: BudgetStatusInput, bad: Fraction): Projection {
  const { terms } = input;
  const applies = terms.window.kind === "calendar" && terms.slices === null;
  const projectedTotal = applies ? (input.projectedTotal ?? proportionalTotal(input)) : null;
  if (projectedTotal === null) return { projectedTotal: null, projectedConsumedFraction: null };
  return { projectedTotal, projectedConsumedFraction: shareOf(bad, multiplyFractions(errorBudgetRatio(terms), projectedTotal)) };
}

/** The rest of the period goes on like the part so far: total × length / elapsed. Null before any time has passed. */
function proportionalTotal({ terms, period, counts, eventScale = COUNT_SCALE }: BudgetStatusInput): Fraction | null {
  const elapsed = period.end - period.start;
  if (elapsed <= 0) return null;
  return fraction(counts.total * BigInt(budgetMinutes(terms, period)), BigInt(eventScale) * BigInt(elapsed));
}

/**
 * Whether the rounding of stored ratios could have decided `met`, or the sign of what remains: only under `ratio_timeslices`, and only
 * nearer to the target than half of 10⁻¹² per judged slice. Then count again with `countExactly`.
 */
export function isWithinRounding({ mass, bad, sli, budget }: BudgetStatus, terms: Pick<ObjectiveTerms, "method" | "target">): boolean {
  if (terms.method !== "ratio_timeslices" || sli === null) return false;
  const error = multiplyFractions(mass, fraction(1n, 2n * BigInt(RATIO_SCALE)));
  const observedRemaining = subtractFractions(multiplyFractions(errorBudgetRatio(terms), mass), bad);
  return [observedRemaining, budget.remaining].some((remaining) => compareFractions(absoluteFraction(remaining), error) <= 0);
}
