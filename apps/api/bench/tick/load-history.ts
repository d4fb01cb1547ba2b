import type { MinuteBlock } from "@solvent/domain";
import type { Fence, MinuteWriter } from "../../src/usecases/minutes/minute-store.ts";

const DAY = 1440;
const STREAMS_AT_ONCE = 100;

/** A day of one stream: 1000 to 1999 events a minute, none of them bad. The same for all days; what counts is its size. */
function dayOf(streamId: number, from: number): MinuteBlock {
  const total = Array.from({ length: DAY }, (_, minute) => (1000 + ((minute * 37 + streamId * 11) % 1000)) * 1000);
  return { from, good: total, total, missing: new Array<null>(DAY).fill(null) };
}

/** Fills the days before `end` through the writer of minutes, newest first, as a back-fill does. */
export async function loadHistory(
  minutes: MinuteWriter,
  fence: () => Promise<Fence>,
  history: { streamIds: readonly number[]; end: number; days: number },
): Promise<void> {
  for (let day = 1; day <= history.days; day++) {
    const from = history.end - day * DAY;
    for (let start = 0; start < history.streamIds.length; start += STREAMS_AT_ONCE) {
      const writes = history.streamIds
        .slice(start, start + STREAMS_AT_ONCE)
        .map((streamId) => ({ streamId, block: dayOf(streamId, from) }));
      await minutes.inFence(await fence(), (tx) => tx.writeMinutes(writes));
    }
  }
}
