import type { Minute, MinuteBlock, MinuteInterval, MinuteKnowledge } from "@solvent/domain";
import type { CountedMinutes } from "./count-reader.ts";

/** What is known of a minute; null: missing. RangeError for a minute that was not read. */
export type MinuteAt = (minute: Minute) => MinuteKnowledge;

/** Hours between two stretches are read along when that saves a question. */
const NEAR_MINUTES = 6 * 60;

/** Few stretches that hold all intervals, sorted and disjoint. */
function stretchesAround(intervals: readonly MinuteInterval[]): readonly MinuteInterval[] {
  const stretches: MinuteInterval[] = [];
  for (const next of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = stretches.at(-1);
    if (last === undefined || next.start > last.end + NEAR_MINUTES) stretches.push(next);
    else stretches[stretches.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
  }
  return stretches;
}

interface ReadStretch extends MinuteInterval {
  /** Cut to what the stream covers. */
  readonly block: MinuteBlock;
}

function knowledgeIn({ block }: ReadStretch, minute: Minute): MinuteKnowledge {
  const index = minute - block.from;
  if (index < 0 || index >= block.good.length || block.missing[index] !== null) return null;
  return { good: BigInt(block.good[index] ?? 0), total: BigInt(block.total[index] ?? 0) };
}

/** Reads the minutes of one stream in the intervals. */
export async function readKnownMinutes(
  minutes: Pick<CountedMinutes, "minutesBetween">,
  streamId: number,
  intervals: readonly MinuteInterval[],
): Promise<MinuteAt> {
  const read: ReadStretch[] = [];
  for (const { start, end } of stretchesAround(intervals)) {
    read.push({ start, end, block: await minutes.minutesBetween(streamId, start, end) });
  }
  let current = read[0];
  return (minute) => {
    if (current === undefined || minute < current.start || minute >= current.end) {
      current = read.find(({ start, end }) => start <= minute && minute < end);
    }
    if (current === undefined) throw new RangeError(`minute ${minute} of stream ${streamId} was not read`);
    return knowledgeIn(current, minute);
  };
}
