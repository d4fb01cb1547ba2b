import { compareFractions, type Fraction, fraction, fractionToNumber, ONE, ZERO } from "./fraction.ts";

/** With fewer allowed failures one failure costs more than a tenth of the budget. */
export const ENOUGH_ALLOWED_FAILURES: Fraction = fraction(10n);

/** Fewer than 10 bad events are allowed in the window (slo-math 7). `allowed` is b·N in events. */
export const lowEvidence = (allowed: Fraction): boolean => compareFractions(allowed, ENOUGH_ALLOWED_FAILURES) < 0;

/** The exact sum has n·log2(den) bits; beyond this it costs more than the figure is worth. */
const MAX_EXACT_TRIALS = 2000;

/** P(X ≥ k) for X ~ Binomial(n, p), exactly. Throws RangeError unless 0 ≤ p ≤ 1 and k, n are whole with 0 ≤ n ≤ 2000. */
export function binomialUpperTail(k: number, n: number, p: Fraction): Fraction {
  if (!Number.isSafeInteger(k) || !Number.isSafeInteger(n) || n < 0 || n > MAX_EXACT_TRIALS) {
    throw new RangeError(`k and n must be whole numbers, n from 0 to ${MAX_EXACT_TRIALS}, not k = ${k}, n = ${n}`);
  }
  if (p.num < 0n || p.num > p.den) throw new RangeError("a probability lies between 0 and 1");
  if (k <= 0) return ONE;
  if (k > n) return ZERO;
  const [hit, miss] = [p.num, p.den - p.num];
  // Horner from the highest power down: Σ_{i=k}^{n} C(n,i)·hit^i·miss^(n−i), over den^n.
  let [sum, choices, missPower] = [0n, 1n, 1n];
  for (let i = n; i >= k; i--) {
    sum = sum + choices * hit ** BigInt(i) * missPower;
    choices = (choices * BigInt(i)) / BigInt(n - i + 1);
    missPower *= miss;
  }
  return fraction(sum, p.den ** BigInt(n));
}

const WILSON_Z = 1.959963984540054;

/** Wilson 95 % interval of the share of good events, to show beside an SLI of few events. Null without events. Never decides anything. */
export function wilsonInterval(good: number, total: number): { readonly low: number; readonly high: number } | null {
  if (!(total > 0)) return null;
  const [ratio, square] = [good / total, WILSON_Z ** 2];
  const centre = ratio + square / (2 * total);
  const spread = WILSON_Z * Math.sqrt((ratio * (1 - ratio) + square / (4 * total)) / total);
  const scale = 1 + square / total;
  return {
    low: good === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: good === total ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/** The fewest events, all of them good, whose Wilson 95 % interval lies at or above the target: 3,838 for 99.9 %. Only to show. */
export function eventsToProve(target: Fraction): number {
  const ratio = fractionToNumber(target);
  return Math.ceil((WILSON_Z ** 2 * ratio) / (1 - ratio));
}
