import { MINUTE_MS, type Minute } from "./minute.ts";
import { unionWithin, without } from "./minute-intervals.ts";
import { type Totals, totalsBetween } from "./totals.ts";
import { type MinuteInterval, type WindowCounts, windowCounts } from "./window-counts.ts";

/** `exclude`: the minutes leave good and total. `forgive`: their events stay and all count as good. */
export type AdjustmentMode = "exclude" | "forgive";

/** A recorded change to how [from, to) counts, in whole minutes; see `toAdjustment`. Applied when reading, never to stored minutes. */
export interface Adjustment {
  readonly from: Minute;
  readonly to: Minute;
  readonly mode: AdjustmentMode;
}

/** Rounds [fromMs, toMs) outward to whole minutes. Throws RangeError when the interval is empty or an instant is not finite. */
export function toAdjustment(fromMs: number, toMs: number, mode: AdjustmentMode): Adjustment {
  if (!(Number.isFinite(fromMs) && Number.isFinite(toMs) && fromMs < toMs)) {
    throw new RangeError(`an adjustment must end after it begins: from ${fromMs} ms to ${toMs} ms`);
  }
  return { from: Math.floor(fromMs / MINUTE_MS), to: Math.ceil(toMs / MINUTE_MS), mode };
}

export interface AdjustedCountsInput {
  /** Running totals at an instant: the sum over [any fixed origin, minute). */
  readonly totalsAt: (minute: Minute) => Totals;
  readonly window: MinuteInterval;
  readonly adjustments: readonly Adjustment[];
}

/** Minutes at which `adjustedCounts` asks for running totals, sorted: for stores that answer many instants at once. */
export function adjustedInstants(window: MinuteInterval, adjustments: readonly Adjustment[]): readonly Minute[] {
  const { excluded, forgiven } = effectiveIntervals(window, adjustments);
  const bounds = [window, ...excluded, ...forgiven].flatMap(({ start, end }) => [start, end]);
  return [...new Set(bounds)].sort((a, b) => a - b);
}

/** What takes effect: both sorted, disjoint and apart from each other. */
export interface EffectiveAdjustments {
  readonly excluded: readonly MinuteInterval[];
  readonly forgiven: readonly MinuteInterval[];
}

const NO_ADJUSTMENTS: EffectiveAdjustments = { excluded: [], forgiven: [] };

/** Overlaps are a union and an exclusion beats a forgiveness (slo-math 8). Cut at `window`. */
export function effectiveIntervals(window: MinuteInterval, adjustments: readonly Adjustment[]): EffectiveAdjustments {
  if (adjustments.length === 0) return NO_ADJUSTMENTS;
  const ofMode = (mode: AdjustmentMode): readonly MinuteInterval[] => {
    const intervals = adjustments.filter((a) => a.mode === mode).map(({ from, to }) => ({ start: from, end: to }));
    return unionWithin(window, intervals);
  };
  const excluded = ofMode("exclude");
  return { excluded, forgiven: without(ofMode("forgive"), excluded) };
}

/** Counts of `window` with the adjustments applied. Excluded minutes count as excluded whether or not anything is known of them. */
export function adjustedCounts({ totalsAt, window, adjustments }: AdjustedCountsInput): WindowCounts {
  const sumOf = ({ start, end }: MinuteInterval): Totals => totalsBetween(totalsAt(start), totalsAt(end));
  let sums = sumOf(window);
  const minutes = window.end - window.start;
  if (adjustments.length === 0) return windowCounts(sums, minutes);

  const { excluded, forgiven } = effectiveIntervals(window, adjustments);
  let excludedMinutes = 0;
  for (const interval of excluded) {
    sums = totalsBetween(sumOf(interval), sums);
    excludedMinutes += interval.end - interval.start;
  }
  for (const interval of forgiven) {
    const { good, total } = sumOf(interval);
    sums = { ...sums, good: sums.good + (total - good) };
  }
  return windowCounts(sums, minutes, excludedMinutes);
}
