import { APPROXIMATELY, formatBudgetLeft, formatDurationMinutes } from "./display.ts";
import type { Fraction } from "./fraction.ts";
import type { Coverage } from "./window-counts.ts";

/** What is known of the minutes that a budget is made of: of a rolling window, or of a calendar period what has passed; from its sloStart on. */
export type BudgetCoverage = Pick<Coverage, "minutes" | "counted" | "excluded">;

/**
 * Less than half of the minutes are known or excluded, or there are none. Such a budget, as of an objective whose history is still being read, is that of
 * some minutes: no alert states it (docs/adr/0018).
 */
export const isMostlyUnknown = ({ minutes, counted, excluded }: BudgetCoverage): boolean =>
  minutes === 0 || 2 * (counted + excluded) < minutes;

/** More than a twentieth of the minutes is neither known nor excluded: a figure of the budget may still change by much. */
export const isPartlyUnknown = ({ minutes, counted, excluded }: BudgetCoverage): boolean => 20 * (minutes - counted - excluded) > minutes;

/** Share of a budget that is left or spent, `41.1 %`; of one that is partly unknown `≈ 41.1 %`. */
export const formatBudgetShare = (share: Fraction, coverage: BudgetCoverage): string =>
  `${isPartlyUnknown(coverage) ? APPROXIMATELY : ""}${formatBudgetLeft(share)}`;

/** How much of it is known, as part of a sentence: `52 min of 28 d are known`, `nothing of 28 d is known`. */
export function formatBudgetCoverage({ minutes, counted }: BudgetCoverage): string {
  const whole = formatDurationMinutes(minutes);
  if (counted === 0) return `nothing of ${whole} is known`;
  return `${formatDurationMinutes(counted)} of ${whole} ${counted === 1 ? "is" : "are"} known`;
}
