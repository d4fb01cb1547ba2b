import type { Fraction } from "./fraction.ts";

/** Counts of one minute, null where nothing is known. */
export type MinuteCounts = { readonly good: bigint; readonly total: bigint } | null;

/** Hot minutes with at most so many others between them belong to one stretch (slo-math 11, Episodes). */
export const HOT_GAP_MINUTES = 10;

const isHot = (minute: MinuteCounts, factor: Fraction, budgetRatio: Fraction): boolean => {
  if (minute === null) return false;
  const bad = minute.total - minute.good;
  return bad > 0n && bad * factor.den * budgetRatio.den >= factor.num * budgetRatio.num * minute.total;
};

/**
 * Where the burning that goes on at the end of `minutes` began: index of the first hot minute of the last stretch. A minute is hot
 * when it burns at `factor` or more. Null when the last stretch is over, or when it reaches so near to the start of `minutes` that
 * it may have begun before.
 */
export function burnOnset(
  minutes: readonly MinuteCounts[],
  { factor, budgetRatio }: { readonly factor: Fraction; readonly budgetRatio: Fraction },
): number | null {
  let onset: number | null = null;
  for (let index = minutes.length - 1; index >= 0; index--) {
    if ((onset ?? minutes.length) - index > HOT_GAP_MINUTES + 1) return onset;
    if (isHot(minutes[index] ?? null, factor, budgetRatio)) onset = index;
  }
  return onset !== null && onset > HOT_GAP_MINUTES ? onset : null;
}
