import { MINUTES_PER_DAY, type Minute, type MinuteBlock } from "@solvent/domain";
import { type ReplayWeeks, replayWeeks } from "../../../../packages/domain/test/properties/replay-weeks.ts";

/** Days before the replayed ones that its longest window looks back over. */
export const LEAD_DAYS = 3;

/** The newest minute is at the end of a UTC day some days ago: nothing of it is dropped or refused for being too new. */
const END: Minute = Date.UTC(2026, 5, 1) / 60_000;

/** Minutes that the streams of a benchmark hold: those of an objective by its seed, and the same ones again for all others. */
export interface BenchHistory {
  readonly start: Minute;
  readonly end: Minute;
  readonly seeds: readonly number[];
  weeksOf(seed: number): ReplayWeeks;
  /** Minutes of one UTC day of the stream at this place; the first ones are those of the seeds. */
  day(stream: number, from: Minute): MinuteBlock;
}

const SEEDS = [1, 2, 3];
const EVENTS_PER_MINUTE = [600, 40, 9000];

export function makeHistory(days: number): BenchHistory {
  const minutes = (days + LEAD_DAYS) * MINUTES_PER_DAY;
  const start = END - minutes;
  const weeks = new Map(
    SEEDS.map((seed, i) => [seed, replayWeeks({ seed, from: start, minutes, eventsPerMinute: EVENTS_PER_MINUTE[i] ?? 1 })]),
  );
  const weeksOf = (seed: number): ReplayWeeks => {
    const found = weeks.get(seed);
    if (found === undefined) throw new Error(`there is no seed ${seed}`);
    return found;
  };
  return {
    start,
    end: END,
    seeds: SEEDS,
    weeksOf,
    day(stream, from) {
      const { block } = weeksOf(SEEDS[stream % SEEDS.length] ?? 1);
      const [first, last] = [from - block.from, from - block.from + MINUTES_PER_DAY];
      const part = <T>(values: readonly T[]) => values.slice(first, last);
      return { from, good: part(block.good), total: part(block.total), missing: part(block.missing) };
    },
  };
}
