import {
  type BudgetCoverage,
  type BudgetStatus,
  budgetStatus,
  definitionTerms,
  type Fraction,
  fraction,
  isMostlyUnknown,
  massScale,
  multiplyFractions,
  type ObjectiveTerms,
  ONE,
  objectivePeriod,
  parseFraction,
  subtractFractions,
  type TermsDefinition,
  type WindowCounts,
  windowCounts,
  ZERO_TOTALS,
} from "@solvent/domain";
import type { AlertSubject, FractionText, StoredCounts, StoredWindow } from "./alert-record.ts";

/** Throws RangeError for anything but "n/d". */
export const readFraction = (text: FractionText): Fraction => parseFraction(text);

/** Bad events or slices, scaled as they are stored. */
export const badOf = ({ good, total }: StoredCounts): bigint => BigInt(total) - BigInt(good);

/** An objective's terms as they were when its alert opened. */
export type StoredTerms = Pick<NonNullable<AlertSubject["objective"]>, "targetPercent" | "windowMinutes" | "terms">;

export const termsDefinitionOf = ({ targetPercent, windowMinutes, terms }: StoredTerms): TermsDefinition => ({
  targetPercent,
  ...(terms ?? { window: { kind: "rolling", minutes: windowMinutes }, method: "occurrences", slices: null, sloStart: null }),
});

export const termsOf = (by: StoredTerms): ObjectiveTerms => definitionTerms(termsDefinitionOf(by));

/** What the counts of an alert are counts of. */
export const unitOf = ({ terms }: StoredTerms): "events" | "slices" => (terms === undefined || terms.slices === null ? "events" : "slices");

/** Units per event or slice of stored counts. */
export const scaleOf = ({ terms }: StoredTerms): bigint => BigInt(massScale({ method: terms?.method ?? "occurrences" }));

/** Coverage changes no budget: what was not counted is left out. */
function toWindowCounts(counts: StoredCounts, minutes: number): WindowCounts {
  const [good, total] = [BigInt(counts.good), BigInt(counts.total)];
  const none = windowCounts({ ...ZERO_TOTALS, known: counts.counted, active: counts.counted }, minutes);
  return { ...none, good, total, bad: total - good, mass: total };
}

/** What was known at an instant of the minutes that the budget is made of. */
export function budgetCoverageAt(by: StoredTerms, { counted, excluded = 0 }: StoredWindow, at: number): BudgetCoverage {
  const { start, end } = objectivePeriod(termsOf(by), at);
  return { minutes: end - start, counted, excluded };
}

/** The budget at an instant. A window of which nothing could be judged, or less than half is known, has none: null. */
export function budgetAt(by: StoredTerms, window: StoredWindow, at: number): BudgetStatus["budget"] | null {
  if (BigInt(window.total) === 0n || isMostlyUnknown(budgetCoverageAt(by, window, at))) return null;
  const terms = termsOf(by);
  const period = objectivePeriod(terms, at);
  const adjustments = (window.excludedAhead ?? []).map(({ start, end }) => ({ from: start, to: end, mode: "exclude" as const }));
  return budgetStatus({ terms, period, counts: toWindowCounts(window, period.end - period.start), adjustments }).budget;
}

export interface BudgetLeft {
  /** Share of the budget; negative when overspent. */
  readonly left: Fraction;
  readonly leftMinutes: Fraction;
}

/** What was left of the budget at an instant; null where `budgetAt` is. */
export function budgetLeftAt(by: StoredTerms, window: StoredWindow, at: number): BudgetLeft | null {
  const budget = budgetAt(by, window, at);
  return budget === null ? null : { left: budget.remainingFraction, leftMinutes: budget.minutesRemaining };
}

/**
 * What is left of the budget as conditions measure it: where a calendar period counts events, of the budget that the whole period is projected
 * to have. Null where `budgetAt` is.
 */
export function conditionBudgetLeft(by: StoredTerms, window: StoredWindow, at: number): BudgetLeft | null {
  const budget = budgetAt(by, window, at);
  if (budget === null) return null;
  if (budget.projectedConsumedFraction === null) return { left: budget.remainingFraction, leftMinutes: budget.minutesRemaining };
  const left = subtractFractions(ONE, budget.projectedConsumedFraction);
  return { left, leftMinutes: multiplyFractions(left, budget.minutesAllowed) };
}

/** Share of what the budget allows that the bad ones of `counts` are; null while nothing is allowed. */
export const shareOf = (counts: StoredCounts, { allowed }: BudgetStatus["budget"], scale: bigint): Fraction | null =>
  allowed.num === 0n ? null : fraction(badOf(counts) * allowed.den, scale * allowed.num);
