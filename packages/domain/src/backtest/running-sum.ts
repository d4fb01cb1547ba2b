/** Sums over stretches of a list of counts, each from two look-ups. Indices count from 0, stretches are half open. */
export interface RunningSum {
  /** The sum over [first, end) rounded once to a double: off by at most one part in 2^53, and 0 exactly where the sum is 0. */
  near(first: number, end: number): number;
  exact(first: number, end: number): bigint;
}

/** Sums are kept in two halves of whole doubles: the lower one of each count is below 2^30, so that millions of them stay exact. */
const LOW_BITS = 30;
const LOW = 2 ** LOW_BITS;

/** Running sums of counts, which are whole numbers from 0 to 2^53 − 1. */
export function runningSum(counts: ArrayLike<number>): RunningSum {
  const [high, low] = [new Float64Array(counts.length + 1), new Float64Array(counts.length + 1)];
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index] ?? 0;
    const rest = count % LOW;
    high[index + 1] = (high[index] ?? 0) + (count - rest) / LOW;
    low[index + 1] = (low[index] ?? 0) + rest;
  }
  const between = (half: Float64Array, first: number, end: number): number => (half[end] ?? 0) - (half[first] ?? 0);
  return {
    near: (first, end) => between(high, first, end) * LOW + between(low, first, end),
    exact: (first, end) => (BigInt(between(high, first, end)) << BigInt(LOW_BITS)) + BigInt(between(low, first, end)),
  };
}

/** Running numbers of flagged entries: element i counts the flags before index i. */
export function runningFlags(length: number, flagged: (index: number) => boolean): Int32Array {
  const running = new Int32Array(length + 1);
  for (let index = 0; index < length; index++) running[index + 1] = (running[index] ?? 0) + (flagged(index) ? 1 : 0);
  return running;
}

/** Flags within [first, end) of `runningFlags`. */
export const flagsBetween = (running: Int32Array, first: number, end: number): number => (running[end] ?? 0) - (running[first] ?? 0);
