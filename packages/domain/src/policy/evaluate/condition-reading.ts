import type { Adjustment } from "../../adjustment.ts";
import type { Verdict } from "../../alert-condition.ts";
import type { Fraction } from "../../fraction.ts";
import type { Minute } from "../../minute.ts";
import type { ObjectiveTerms } from "../../objective-terms.ts";
import type { MinuteInterval, WindowCounts } from "../../window-counts.ts";

/** One objective at one evaluation. */
export interface ConditionSubject {
  readonly terms: ObjectiveTerms;
  /** The watermark, or the last closing of a slice: `evaluationInstant`. */
  readonly at: Minute;
  /** Of the objective; future exclusions among them make a planned budget smaller. */
  readonly adjustments: readonly Adjustment[];
}

/** What a condition says at one evaluation, and why. */
export interface ConditionReading {
  /** True: over its limit; false: not; null: it holds, neither fires nor resolves nor resets. */
  readonly verdict: Verdict;
  /**
   * What was seen: share of the budget (consumed, drop), minutes until the budget is gone, or events (no traffic). Null when it cannot be
   * judged, and when the budget lasts at this rate.
   */
  readonly value: Fraction | null;
  /** Share of the budget, minutes until the budget is gone, or minutes without an event. */
  readonly limit: Fraction;
  /** Events per minute that are usual at this hour of the week; null for other kinds, and where it was not asked or is not known. */
  readonly usual: Fraction | null;
}

/**
 * Counts that were read so far: `judged` as the method counts, `events` of the measured stream; both adjusted. Undefined for an interval
 * that was not asked for yet.
 */
export interface ReadSoFar {
  readonly judged: (interval: MinuteInterval) => WindowCounts | undefined;
  readonly events: (interval: MinuteInterval) => WindowCounts | undefined;
}

/** Either the answer, or what has to be read to come nearer to it. Most answers need one round, those that cost more are asked only then. */
export type ConditionStep =
  | { readonly kind: "done"; readonly reading: ConditionReading }
  | { readonly kind: "read"; readonly judged: readonly MinuteInterval[]; readonly events: readonly MinuteInterval[] };

export const done = (reading: Omit<ConditionReading, "usual"> & { readonly usual?: Fraction | null }): ConditionStep => ({
  kind: "done",
  reading: { usual: null, ...reading },
});

/** Asks for what is not read yet of some intervals; null when all of them are. */
export function missingOf(
  read: ReadSoFar,
  { judged = [], events = [] }: { readonly judged?: readonly MinuteInterval[]; readonly events?: readonly MinuteInterval[] },
): ConditionStep | null {
  const lacking = {
    judged: judged.filter((interval) => read.judged(interval) === undefined),
    events: events.filter((interval) => read.events(interval) === undefined),
  };
  return lacking.judged.length + lacking.events.length === 0 ? null : { kind: "read", ...lacking };
}

/** Counts that `missingOf` has found to be there. Throws RangeError for an interval that was not read. */
export function readOf(lookUp: ReadSoFar["judged"], interval: MinuteInterval): WindowCounts {
  const counts = lookUp(interval);
  if (counts === undefined) throw new RangeError(`the interval ${interval.start}/${interval.end} was not read`);
  return counts;
}
