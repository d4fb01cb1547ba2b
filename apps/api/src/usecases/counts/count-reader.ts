import type { Adjustment, Minute, MinuteInterval, ObjectiveTerms, WindowCounts } from "@solvent/domain";
import type { MinuteReader } from "../minutes/minute-store.ts";

/** What counting needs of the store; a transaction has the same questions. Where there are no composites nobody asks about them. */
export type CountedMinutes = Pick<MinuteReader, "totalsAt" | "minutesBetween"> & Partial<Pick<MinuteReader, "compositeTrees">>;

/** One objective whose intervals shall be counted. */
export interface CountRequest {
  readonly streamId: number;
  /** Of its slices; null for occurrences. The same as `streamId` for a composite, which is nothing but slices. */
  readonly slicesStreamId: number | null;
  readonly terms: Pick<ObjectiveTerms, "method" | "slices" | "sloStart">;
  readonly adjustments: readonly Adjustment[];
  readonly intervals: readonly MinuteInterval[];
  /** First minute that is kept of its streams, where that is known already; it need not be given. */
  readonly minutesFrom?: Minute | null;
}

/** Adjusted counts of an interval that was asked for; RangeError for another one. */
export interface CountsIn {
  (interval: MinuteInterval): WindowCounts;
  /**
   * The interval that is really counted: a bound in minutes that are not kept any more is the start of its hour (ADR 0014). Left out where
   * everything is counted to the minute.
   */
  readonly countedAs?: ((interval: MinuteInterval) => MinuteInterval) | undefined;
}

/** See `CountsIn.countedAs`. */
export const countedInterval = ({ countedAs }: Pick<CountsIn, "countedAs">, interval: MinuteInterval): MinuteInterval =>
  countedAs?.(interval) ?? interval;

/** Whether the start of an interval was floored to the hour. */
export const resolutionOf = (countsIn: Pick<CountsIn, "countedAs">, interval: MinuteInterval): "minute" | "hour" =>
  countedInterval(countsIn, interval).start === interval.start ? "minute" : "hour";
