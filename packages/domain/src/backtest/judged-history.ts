import { massScale } from "../counting.ts";
import type { CountedMinutes } from "../hot-minutes.ts";
import type { ObjectiveTerms } from "../objective-terms.ts";
import type { MinuteInterval, WindowCounts } from "../window-counts.ts";
import { type AdjustedMinutes, type AdjustedMinutesInput, adjustedMinutes } from "./adjusted-minutes.ts";
import { judgedSlices } from "./judged-slices.ts";
import { flagsBetween, type RunningSum, runningFlags, runningSum } from "./running-sum.ts";

type HistoryTerms = Pick<ObjectiveTerms, "method" | "slices" | "sloStart">;

export interface HistoryInput extends Omit<AdjustedMinutesInput, "sloStart"> {
  readonly terms: HistoryTerms;
}

export interface JudgedMinutes extends CountedMinutes {
  readonly good: Float64Array;
  readonly total: Float64Array;
  readonly counted: Uint8Array;
}

/**
 * Minutes [start, end) of an objective, judged as its method and its adjustments say, in memory: any interval is counted by a few look-ups.
 * `start` is the start of a slice.
 */
export interface JudgedHistory extends MinuteInterval {
  readonly terms: HistoryTerms;
  /** What the method judges, minute by minute, scaled by `massScale`; slices in their last minute. */
  readonly minutes: JudgedMinutes;
  readonly good: RunningSum;
  readonly total: RunningSum;
  readonly bad: RunningSum;
  readonly mass: RunningSum;
  /** Running numbers of minutes, and of slices that could not be judged. */
  readonly counted: Int32Array;
  readonly excluded: Int32Array;
  readonly active: Int32Array;
  readonly unjudged: Int32Array;
}

/** Judges the minutes of a range; it is grown to begin at the start of a slice. */
export function judgedHistory({ terms, range, ...input }: HistoryInput): JudgedHistory {
  const length = terms.slices?.minutes ?? 1;
  const start = Math.floor(range.start / length) * length;
  const events = adjustedMinutes({ ...input, range: { start, end: Math.max(start, range.end) }, sloStart: terms.sloStart });
  const slices = terms.slices === null ? null : judgedSlices(events, { terms: terms.slices, sloStart: terms.sloStart });
  const { good, total } = slices ?? events;
  const minutes = events.end - events.start;
  const sums = eventSums(events);
  return {
    start: events.start,
    end: events.end,
    terms,
    minutes: { start: events.start, good, total, counted: events.counted },
    ...sums,
    mass: slices === null ? sums.total : runningSum(total),
    bad: runningSum(total.map((units, index) => units - (good[index] ?? 0))),
    unjudged: runningFlags(minutes, (index) => slices?.unjudged[index] === 1),
  };
}

const eventSums = ({ start, end, good, total, counted, excluded }: AdjustedMinutes) => ({
  good: runningSum(good),
  total: runningSum(total),
  counted: runningFlags(end - start, (index) => counted[index] === 1),
  excluded: runningFlags(end - start, (index) => excluded[index] === 1),
  active: runningFlags(end - start, (index) => (total[index] ?? 0) > 0),
});

/** Counts of an interval inside the history, as `countInterval` gives them. Throws RangeError for one that reaches beyond it. */
export function countsWithin(history: JudgedHistory, { start, end }: MinuteInterval): WindowCounts {
  if (start < history.start || end > history.end || start > end) {
    throw new RangeError(`[${start}, ${end}) is not within the history [${history.start}, ${history.end})`);
  }
  const [first, last] = [start - history.start, end - history.start];
  const length = history.terms.slices?.minutes ?? 1;
  // Slices that begin before the interval do not lie inside it, although they may end there.
  const firstSlice = Math.min(last, Math.ceil(start / length) * length - history.start);
  const counted = flagsBetween(history.counted, first, last);
  const excluded = flagsBetween(history.excluded, first, last);
  return {
    good: history.good.exact(first, last),
    total: history.total.exact(first, last),
    bad: history.bad.exact(firstSlice, last),
    mass: history.mass.exact(firstSlice, last),
    unjudged: flagsBetween(history.unjudged, firstSlice, last),
    minutes: end - start,
    counted,
    missing: end - start - counted - excluded,
    excluded,
    noTraffic: counted - flagsBetween(history.active, first, last),
  };
}

/** The minutes of a part of the history, as episodes are found in. */
export function judgedMinutes({ start, minutes }: Pick<JudgedHistory, "start" | "minutes">, range: MinuteInterval): JudgedMinutes {
  const [first, end] = [range.start - start, range.end - start];
  return {
    start: range.start,
    good: minutes.good.subarray(first, end),
    total: minutes.total.subarray(first, end),
    counted: minutes.counted.subarray(first, end),
  };
}

/** Units per event or slice of bad and mass. */
export const historyScale = ({ terms }: Pick<JudgedHistory, "terms">): number => massScale(terms);
