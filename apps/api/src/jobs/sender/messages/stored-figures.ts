import { type Fraction, fraction } from "@solvent/domain";
import type { AlertSubject, StoredCounts, StoredWindow } from "../../../usecases/alert/alert-record.ts";
import { badOf, budgetAt, type StoredTerms, scaleOf, shareOf } from "../../../usecases/alert/stored-figures.ts";

/** Counts as stored, to events or slices. */
export const amountsOf = (by: StoredTerms, counts: StoredCounts): { readonly bad: Fraction; readonly total: Fraction } => ({
  bad: fraction(badOf(counts), scaleOf(by)),
  total: fraction(BigInt(counts.total), scaleOf(by)),
});

/** Terms as they were when the alert opened. Throws when it is about no objective. */
export function storedTermsOf({ objective }: AlertSubject): StoredTerms {
  if (objective === null) throw new Error("the alert names no objective");
  return objective;
}

/** Share of the window's budget that the bad ones of `part` are, null while nothing is allowed and where `budgetAt` is. */
export function shareOfBudget(by: StoredTerms, part: StoredCounts, { window, at }: { window: StoredWindow; at: number }): Fraction | null {
  const budget = budgetAt(by, window, at);
  return budget === null ? null : shareOf(part, budget, scaleOf(by));
}
