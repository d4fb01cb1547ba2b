import { type Adjustment, effectiveIntervals } from "../adjustment.ts";
import { blockEnd, type Minute, type MinuteBlock } from "../minute.ts";
import type { MinuteInterval } from "../window-counts.ts";

/** Measured minutes [start, end) as the adjustments say. All arrays are equally long; element i is minute start + i. Counts are scaled. */
export interface AdjustedMinutes extends MinuteInterval {
  /** Events; forgiven ones are all good. 0 where the minute does not count. */
  readonly good: Float64Array;
  readonly total: Float64Array;
  /** 1: counted, neither missing nor excluded. */
  readonly counted: Uint8Array;
  /** 1: excluded, whether or not anything is known of it. */
  readonly excluded: Uint8Array;
  /** 1: some adjustment covers it. */
  readonly touched: Uint8Array;
  /** [first, end) of what the store covers. */
  readonly coverage: MinuteInterval;
}

export interface AdjustedMinutesInput {
  /** Minutes outside of it are missing. */
  readonly block: MinuteBlock;
  readonly adjustments: readonly Adjustment[];
  readonly range: MinuteInterval;
  /** Minutes before it count as missing. */
  readonly sloStart: Minute | null;
}

/** The minutes of `range` with exclusions and forgivenesses applied: excluded > missing > counted (slo-math 1 and 8). */
export function adjustedMinutes({ block, adjustments, range, sloStart }: AdjustedMinutesInput): AdjustedMinutes {
  const length = range.end - range.start;
  const [good, total] = [new Float64Array(length), new Float64Array(length)];
  const [counted, excluded, touched] = [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)];
  const first = Math.max(range.start, block.from, sloStart ?? block.from);
  const end = Math.min(range.end, blockEnd(block));
  for (let minute = first; minute < end; minute++) {
    const [index, stored] = [minute - range.start, minute - block.from];
    if (block.missing[stored] !== null) continue;
    counted[index] = 1;
    good[index] = block.good[stored] ?? 0;
    total[index] = block.total[stored] ?? 0;
  }
  const effective = effectiveIntervals(range, adjustments);
  for (const { start, end: until } of effective.forgiven) {
    const [from, to] = [start - range.start, until - range.start];
    good.set(total.subarray(from, to), from);
    touched.fill(1, from, to);
  }
  for (const { start, end: until } of effective.excluded) {
    const [from, to] = [start - range.start, until - range.start];
    for (const values of [good, total, counted]) values.fill(0, from, to);
    for (const flags of [excluded, touched]) flags.fill(1, from, to);
  }
  const coverage = { start: block.from, end: blockEnd(block) };
  return { start: range.start, end: range.end, good, total, counted, excluded, touched, coverage };
}
