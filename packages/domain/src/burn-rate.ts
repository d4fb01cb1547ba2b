import { type Fraction, fraction, ZERO } from "./fraction.ts";
import type { WindowCounts } from "./window-counts.ts";

/** (bad / mass) / b: 1 spends exactly the budget in one window (slo-math 5). Null without mass. */
export function burnRate({ bad, mass }: Pick<WindowCounts, "bad" | "mass">, budgetRatio: Fraction): Fraction | null {
  if (mass === 0n) return null;
  return fraction(bad * budgetRatio.den, mass * budgetRatio.num);
}

/**
 * Whether alerts can say anything about a window: not when nothing of it is known or excluded, nor when none of its slices could be judged
 * because minutes are missing (slo-math 5).
 */
export const isJudgeable = ({ counted, excluded, mass, unjudged }: WindowCounts): boolean =>
  counted + excluded > 0 && (mass > 0n || unjudged === 0);

/**
 * Burn rate as alerts see it: scaled by the share of the window that was counted, so that minutes which are unknown or excluded
 * count as free of errors. 0 without mass, null when the window cannot be judged.
 */
export function alertBurnRate(counts: WindowCounts, budgetRatio: Fraction): Fraction | null {
  if (!isJudgeable(counts)) return null;
  const burn = burnRate(counts, budgetRatio);
  return burn === null ? ZERO : fraction(burn.num * BigInt(counts.counted), burn.den * BigInt(counts.minutes));
}
