import type { MinuteInterval } from "./window-counts.ts";

/** The parts of `window` covered by any of the intervals: sorted, disjoint, not touching. */
export function unionWithin(window: MinuteInterval, intervals: readonly MinuteInterval[]): readonly MinuteInterval[] {
  const clipped = intervals
    .map(({ start, end }) => ({ start: Math.max(start, window.start), end: Math.min(end, window.end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  const union: MinuteInterval[] = [];
  for (const next of clipped) {
    const last = union.at(-1);
    if (last !== undefined && next.start <= last.end) union[union.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
    else union.push(next);
  }
  return union;
}

/** All minutes of the intervals: sorted, disjoint, not touching. */
export const unionOf = (intervals: readonly MinuteInterval[]): readonly MinuteInterval[] =>
  unionWithin({ start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }, intervals);

/** What is left of sorted disjoint `intervals` outside the sorted disjoint `holes`. */
export function without(intervals: readonly MinuteInterval[], holes: readonly MinuteInterval[]): readonly MinuteInterval[] {
  return intervals.flatMap(({ start, end }) => {
    const rest: MinuteInterval[] = [];
    let from = start;
    for (const hole of holes) {
      if (hole.end <= from || hole.start >= end) continue;
      if (hole.start > from) rest.push({ start: from, end: hole.start });
      from = hole.end;
    }
    if (from < end) rest.push({ start: from, end });
    return rest;
  });
}

/** The smallest interval of whole steps of `length` minutes, counted from the epoch, around an interval. */
export const grownToSteps = ({ start, end }: MinuteInterval, length: number): MinuteInterval => ({
  start: Math.floor(start / length) * length,
  end: Math.ceil(end / length) * length,
});

/** The whole steps of `length` minutes, counted from the epoch, that lie inside an interval; empty (start = end) when there are none. */
export function shrunkToSteps({ start, end }: MinuteInterval, length: number): MinuteInterval {
  const first = Math.ceil(start / length) * length;
  return { start: first, end: Math.max(first, Math.floor(end / length) * length) };
}

/** Minutes in disjoint intervals. */
export const minutesIn = (intervals: readonly MinuteInterval[]): number =>
  intervals.reduce((sum, { start, end }) => sum + (end - start), 0);

export const coversMinute = (intervals: readonly MinuteInterval[], minute: number): boolean =>
  intervals.some(({ start, end }) => start <= minute && minute < end);
