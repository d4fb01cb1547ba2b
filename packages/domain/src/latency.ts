import {
  addFractions,
  compareFractions,
  divideFractions,
  type Fraction,
  multiplyFractions,
  parseDecimal,
  subtractFractions,
  ZERO,
} from "./fraction.ts";

/** What to count when the threshold is no bucket boundary: the next lower one (conservative), the next higher one, or in between. */
export const BOUNDARY_MODES = ["lower", "upper", "interpolate"] as const;
export type BoundaryMode = (typeof BOUNDARY_MODES)[number];

export interface BoundaryChoice {
  /** Largest boundary at or below the threshold, as written; null: none, no event is known to be that fast. */
  readonly lower: string | null;
  /** Smallest boundary at or above the threshold, as written; null: none. The same as `lower` when the threshold is a boundary. */
  readonly upper: string | null;
  /** The threshold is a boundary: the count is exact whatever the mode. */
  readonly exact: boolean;
  /** Boundary whose cumulative count is the number of good events; null: count nothing, or interpolate between `lower` and `upper`. */
  readonly counted: string | null;
}

const INFINITE = /^\+?inf$/i;

/** A boundary in order: null is +Inf. Throws RangeError when it is neither a decimal nor +Inf. */
const boundaryValue = (le: string): Fraction | null => (INFINITE.test(le) ? null : parseDecimal(le));

interface Boundary {
  readonly le: string;
  readonly value: Fraction | null;
}

function compareBoundaries({ value: a }: Pick<Boundary, "value">, { value: b }: Pick<Boundary, "value">): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareFractions(a, b);
}

/** Sorted boundaries. Throws RangeError for none at all and for the same value twice. */
function toBoundaries(les: readonly string[]): Boundary[] {
  const boundaries = les.map((le) => ({ le, value: boundaryValue(le) })).sort(compareBoundaries);
  if (boundaries.length === 0) throw new RangeError("a histogram needs at least one bucket");
  boundaries.reduce((before, after) => {
    if (compareBoundaries(before, after) === 0) throw new RangeError(`the bucket boundaries ${before.le} and ${after.le} are the same`);
    return after;
  });
  return boundaries;
}

/**
 * Which boundary stands for the threshold (slo-math 10). `boundaries` are `le` values as written, in any order.
 * Throws RangeError for boundaries that are no numbers or double, for `upper` above all boundaries, and for `interpolate` where there is
 * no finite boundary above the threshold.
 */
export function chooseBoundary(boundaries: readonly string[], threshold: string, mode: BoundaryMode): BoundaryChoice {
  const limit = { value: parseDecimal(threshold) };
  const sorted = toBoundaries(boundaries);
  const lower = sorted.findLast((boundary) => compareBoundaries(boundary, limit) <= 0) ?? null;
  const upper = sorted.find((boundary) => compareBoundaries(boundary, limit) >= 0) ?? null;
  const exact = lower !== null && lower === upper;
  if (!exact && mode === "upper" && upper === null) throw new RangeError(`no bucket boundary is at or above the threshold ${threshold}`);
  if (!exact && mode === "interpolate" && (upper === null || upper.value === null)) {
    throw new RangeError(`the threshold ${threshold} lies in the last bucket, which has no end: nothing to interpolate with`);
  }
  const counted = exact || mode === "lower" ? lower : mode === "upper" ? upper : null;
  return { lower: lower?.le ?? null, upper: upper?.le ?? null, exact, counted: counted?.le ?? null };
}

/** A cumulative bucket: `count` events took at most `le`. */
export interface LatencyBucket {
  readonly le: string;
  readonly count: Fraction;
}

export interface LatencyQuestion {
  readonly buckets: readonly LatencyBucket[];
  readonly threshold: string;
  readonly mode: BoundaryMode;
}

/** Events at or under the threshold. Throws RangeError like `chooseBoundary`, and when a cumulative count is negative or falls. */
export function latencyGoodCount({ buckets, threshold, mode }: LatencyQuestion): Fraction {
  const les = buckets.map(({ le }) => le);
  const choice = chooseBoundary(les, threshold, mode);
  const counts = new Map(buckets.map(({ le, count }) => [le, count]));
  checkCumulative(toBoundaries(les).map(({ le }) => ({ le, count: counts.get(le) ?? ZERO })));
  const countAt = (le: string | null): Fraction => (le === null ? ZERO : (counts.get(le) ?? ZERO));
  if (choice.counted !== null || mode !== "interpolate") return countAt(choice.counted);

  const [from, to] = [lowerEdge(choice), boundaryValue(choice.upper ?? "")];
  if (to === null) throw new RangeError("the last bucket has no end: nothing to interpolate with");
  const limit = parseDecimal(threshold);
  if (compareFractions(limit, from) < 0) throw new RangeError(`the threshold ${threshold} lies before the first bucket begins`);
  const share = divideFractions(subtractFractions(limit, from), subtractFractions(to, from));
  const inBucket = subtractFractions(countAt(choice.upper), countAt(choice.lower));
  return addFractions(countAt(choice.lower), multiplyFractions(share, inBucket));
}

/** Where the bucket begins: its lower boundary, or 0 for the first one. Throws RangeError when the first one ends at or below 0. */
function lowerEdge({ lower, upper }: BoundaryChoice): Fraction {
  const edge = lower === null ? ZERO : (boundaryValue(lower) ?? ZERO);
  if (lower === null && upper !== null && compareFractions(boundaryValue(upper) ?? ZERO, ZERO) <= 0) {
    throw new RangeError(`the first bucket ends at ${upper}: it has no beginning to interpolate from`);
  }
  return edge;
}

function checkCumulative(buckets: readonly LatencyBucket[]): void {
  let before = ZERO;
  for (const { le, count } of buckets) {
    if (compareFractions(count, before) < 0) throw new RangeError(`the cumulative count at le=${le} is less than the one before it`);
    before = count;
  }
}
