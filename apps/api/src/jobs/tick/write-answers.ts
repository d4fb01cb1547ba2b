import { type BatchSizer, nextBatch } from "../shared/batch-sizer.ts";
import type { Clock } from "../shared/clock.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { storeApart } from "../shared/store-apart.ts";
import type { DueBounds } from "./due.ts";
import type { StreamAnswer } from "./read-source.ts";
import type { JudgeStreams, makeStoreBatch } from "./store-batch.ts";
import { type StreamWrite, toStreamWrite } from "./stream-write.ts";

export interface WriteAnswersDeps {
  readonly storeBatch: ReturnType<typeof makeStoreBatch>;
  readonly sizer: BatchSizer;
  readonly clock: Clock;
  /** Told about streams that could not be stored. */
  readonly onError: (error: unknown) => void;
}

/** How what was read is to be stored. */
export interface AnswersWork {
  /** Of the term in which the streams' watermarks were read. */
  readonly writer: FencedWriter;
  readonly judge: JudgeStreams;
}

/** Minutes times streams of one transaction, for the long blocks after a stop. */
const MOST_STREAM_MINUTES = 150_000;

/**
 * Stores what was read in short transactions, by ascending stream. What is written is made batch by batch: after a long stop the missing
 * minutes of all streams would not fit the memory. Returns of how many streams there was something to write.
 */
export function makeWriteAnswers(deps: WriteAnswersDeps) {
  /** One batch, without the streams whose minutes cannot be stored. */
  async function writeBatch({ writer, judge }: AnswersWork, writes: readonly StreamWrite[]): Promise<void> {
    const startedMs = deps.clock.monotonicMs();
    const refused = await storeApart(writes, {
      store: async (some) => (await writer.write("live", deps.storeBatch({ writes: some, judge })))(),
      checkStore: () => writer.write("live", async () => undefined),
    });
    for (const { error } of refused) deps.onError(error);
    if (refused.length === 0) deps.sizer.took(writes.length, deps.clock.monotonicMs() - startedMs);
  }

  return async (
    { work, bounds }: { readonly work: AnswersWork; readonly bounds: DueBounds },
    answered: readonly StreamAnswer[],
  ): Promise<number> => {
    const { overdueEnd, readableEnd } = bounds;
    const weigh = ({ read: { head, from } }: StreamAnswer) => readableEnd - Math.min(head.watermark, from);
    const inOrder = answered.toSorted((a, b) => a.read.head.streamId - b.read.head.streamId);
    let written = 0;
    for (let start = 0; start < inOrder.length; ) {
      const batch = nextBatch(inOrder, start, { mostWeight: MOST_STREAM_MINUTES, weigh, size: deps.sizer.size() });
      const writes = batch.flatMap(({ read, outcome }) => toStreamWrite(read, outcome, overdueEnd) ?? []);
      if (writes.length > 0) await writeBatch(work, writes);
      written += writes.length;
      start += batch.length;
    }
    return written;
  };
}
