import {
  type BudgetStatus,
  budgetStatus,
  COUNT_SCALE,
  type Fraction,
  fraction,
  objectiveTerms,
  rollingPeriod,
  windowCounts,
} from "@solvent/domain";
import type { AlertSubject, FractionText, StoredCounts } from "./alert-record.ts";

const FRACTION = /^(-?\d+)\/(\d+)$/;

/** Throws RangeError for anything but "n/d": a stored figure that cannot be read must not be read as another. */
export function readFraction(text: FractionText): Fraction {
  const [, num, den] = FRACTION.exec(text) ?? [];
  if (num === undefined || den === undefined) throw new RangeError(`not a fraction: ${JSON.stringify(text)}`);
  return fraction(BigInt(num), BigInt(den));
}

/** Bad events in thousandths. */
export const badOf = ({ good, total }: StoredCounts): bigint => BigInt(total) - BigInt(good);

/** Terms as they were when the alert opened, applied to counts of the objective's window. */
export type WindowTerms = Pick<NonNullable<AlertSubject["objective"]>, "targetPercent" | "windowMinutes">;

/** The budget at an instant. A window without a single known event has none: null. */
export function budgetAt(by: WindowTerms, { good, total, counted }: StoredCounts, at: number): BudgetStatus["budget"] | null {
  if (BigInt(total) === 0n) return null;
  const terms = objectiveTerms(by.targetPercent, by.windowMinutes);
  const totals = { good: BigInt(good), total: BigInt(total), known: counted, active: counted };
  const window = rollingPeriod({ at, windowMinutes: terms.windowMinutes });
  return budgetStatus({ terms, counts: windowCounts(totals, terms.windowMinutes), scale: COUNT_SCALE, window }).budget;
}

/** Share of what the budget allows that `bad` thousandths of an event are; null while nothing is allowed. */
export const shareOf = (bad: bigint, { allowed }: BudgetStatus["budget"]): Fraction | null =>
  allowed.num === 0n ? null : fraction(bad * allowed.den, BigInt(COUNT_SCALE) * allowed.num);
