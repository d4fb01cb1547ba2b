import { COUNT_SCALE, type Fraction, fraction, type ObjectiveTerms, objectiveTerms } from "@solvent/domain";
import type { MessageBudget } from "@solvent/notifiers";
import type { AlertSubject, StoredCounts } from "../../../usecases/alert/alert-record.ts";
import { badOf, budgetAt, shareOf, type WindowTerms } from "../../../usecases/alert/stored-figures.ts";

/** Thousandths of an event, as stored, to events. */
export const eventsOf = (counts: StoredCounts): { readonly bad: Fraction; readonly total: Fraction } => ({
  bad: fraction(badOf(counts), BigInt(COUNT_SCALE)),
  total: fraction(BigInt(counts.total), BigInt(COUNT_SCALE)),
});

/** Target and window as they were when the alert opened. Throws when it is about no objective. */
export function windowTermsOf({ objective }: AlertSubject): WindowTerms {
  if (objective === null) throw new Error("the alert names no objective");
  return objective;
}

export const termsOf = (subject: AlertSubject): ObjectiveTerms => {
  const { targetPercent, windowMinutes } = windowTermsOf(subject);
  return objectiveTerms(targetPercent, windowMinutes);
};

/** What was left of the budget with these counts of the objective's window, null while no event of it is known. */
export function budgetOf(by: WindowTerms, counts: StoredCounts, at: number): MessageBudget | null {
  const budget = budgetAt(by, counts, at);
  return budget === null ? null : { left: budget.remainingFraction, leftMinutes: budget.minutesRemaining };
}

/** Share of the window's budget that the bad events of `part` are, null while nothing is allowed. */
export function shareOfBudget(by: WindowTerms, part: StoredCounts, { counts, at }: { counts: StoredCounts; at: number }): Fraction | null {
  const budget = budgetAt(by, counts, at);
  return budget === null ? null : shareOf(badOf(part), budget);
}
