import {
  type CountSources,
  type Minute,
  type MinuteBlock,
  type MinuteInterval,
  minuteSeriesOfBlocks,
  type SliceTerms,
  sliceMinutes,
} from "../../src/index.ts";
import type { NaiveMinutes } from "./naive-minutes.ts";

/** A measured block of what is known of the minutes of an interval. */
export const blockOf = (minutes: NaiveMinutes, { start, end }: MinuteInterval): MinuteBlock => {
  const known = Array.from({ length: end - start }, (_, i) => minutes.get(start + i) ?? null);
  return {
    from: start,
    good: known.map((minute) => Number(minute?.good ?? 0n)),
    total: known.map((minute) => Number(minute?.total ?? 0n)),
    missing: known.map((minute) => (minute === null ? "no-sample" : null)),
  };
};

/** The engine's way from minutes to counts: a measured stream and the slices stream derived from it, both stored for `coverage`. */
export function engineSources(minutes: NaiveMinutes, coverage: MinuteInterval, slices: SliceTerms | null): CountSources {
  const block = blockOf(minutes, coverage);
  return {
    eventsAt: minuteSeriesOfBlocks([block]).totalsAt,
    slicesAt: slices === null ? null : minuteSeriesOfBlocks([sliceMinutes({ terms: slices, block })]).totalsAt,
    minuteAt: (minute: Minute) => minutes.get(minute) ?? null,
  };
}
