import type { Adjustment, MinuteInterval, ObjectiveTerms, WindowCounts } from "@solvent/domain";
import type { MinuteReader } from "../minutes/minute-store.ts";

/** What counting needs of the store; a transaction has the same two questions. */
export type CountedMinutes = Pick<MinuteReader, "totalsAt" | "minutesBetween">;

/** One objective whose intervals shall be counted. */
export interface CountRequest {
  readonly streamId: number;
  /** Of its slices; null for occurrences. */
  readonly slicesStreamId: number | null;
  readonly terms: Pick<ObjectiveTerms, "method" | "slices" | "sloStart">;
  readonly adjustments: readonly Adjustment[];
  readonly intervals: readonly MinuteInterval[];
}

/** Adjusted counts of an interval that was asked for; RangeError for another one. */
export type CountsIn = (interval: MinuteInterval) => WindowCounts;
