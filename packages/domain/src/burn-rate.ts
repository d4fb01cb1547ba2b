import { type Fraction, fraction, ZERO } from "./fraction.ts";
import type { WindowCounts } from "./window-counts.ts";

type Counts = Pick<WindowCounts, "good" | "total">;

/** (bad / total) / b: 1 spends exactly the budget in one window (slo-math 5). Null without events. */
export function burnRate({ good, total }: Counts, budgetRatio: Fraction): Fraction | null {
  if (total === 0n) return null;
  return fraction((total - good) * budgetRatio.den, total * budgetRatio.num);
}

/**
 * Burn rate as alerts see it: scaled by the share of the window that was counted, so that minutes which are unknown or excluded
 * count as free of errors. 0 without events, null when nothing of the window is known or excluded (slo-math 5).
 */
export function alertBurnRate(counts: WindowCounts, budgetRatio: Fraction): Fraction | null {
  if (counts.counted + counts.excluded === 0) return null;
  const burn = burnRate(counts, budgetRatio);
  return burn === null ? ZERO : fraction(burn.num * BigInt(counts.counted), burn.den * BigInt(counts.minutes));
}
