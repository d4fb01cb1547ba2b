/**
 * Sums over an interval of one stream, or running totals at an instant (then only differences mean something).
 * `good` and `total` are scaled by COUNT_SCALE. `known` counts minutes that are not missing, `active` those with total > 0.
 */
export interface Totals {
  readonly good: bigint;
  readonly total: bigint;
  readonly known: number;
  readonly active: number;
}

export const ZERO_TOTALS: Totals = { good: 0n, total: 0n, known: 0, active: 0 };

/** `end - start`: the sums over [start, end) from the running totals at both instants. */
export const totalsBetween = (start: Totals, end: Totals): Totals => ({
  good: end.good - start.good,
  total: end.total - start.total,
  known: end.known - start.known,
  active: end.active - start.active,
});
