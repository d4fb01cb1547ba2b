/** One bucket that holds events: (lower, upper], or as the server draws it. */
export interface Bucket {
  readonly lower: number;
  readonly upper: number;
}

/** Where a threshold lies in a histogram. */
export interface ThresholdPlace {
  /** Its events are counted exactly: no bucket lies on both sides of it. */
  readonly isBoundary: boolean;
  /** Upper by lower boundary of the bucket around it, or of the widest one where that is empty; null when nothing tells. */
  readonly growth: number | null;
}

/** Largest factor of the buckets of a histogram with whole powers of two among its boundaries. */
const POWERS_OF_TWO = 2;
const ROUNDING = 1e-9;

const growthOf = ({ lower, upper }: Bucket): number => upper / lower;

const isPowerOfTwo = (value: number): boolean => {
  const power = Math.round(Math.log2(value));
  return 2 ** power === value;
};

/** The place of a threshold among the buckets that hold events. Exponential buckets have every power of two as a boundary. */
export function placeOf(threshold: number, buckets: readonly Bucket[]): ThresholdPlace {
  const positive = buckets.filter(({ lower, upper }) => lower > 0 && upper < Number.POSITIVE_INFINITY);
  const widest = positive.reduce((most, bucket) => Math.max(most, growthOf(bucket)), 0);
  const around = positive.find(({ lower, upper }) => lower < threshold && threshold < upper);
  const listed = buckets.some(({ lower, upper }) => lower === threshold || upper === threshold);
  const isEven = widest > 0 && widest <= POWERS_OF_TWO + ROUNDING;
  return {
    isBoundary: listed || (around === undefined && isEven && isPowerOfTwo(threshold)),
    growth: around === undefined ? widest || null : growthOf(around),
  };
}
