import { performance } from "node:perf_hooks";
import { MINUTES_PER_DAY, type Minute } from "@solvent/domain";
import type { MinuteTransaction } from "../../src/usecases/minutes/minute-store.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { END, LOADED, type Stage, type Workload } from "./workload.ts";

/** What every phase works on: stream `i` of the workload has id `ids[i]`. */
export interface Bench {
  readonly database: BenchDatabase;
  readonly workload: Workload;
  readonly ids: readonly number[];
  log(line: string): void;
}

const LONG_BATCH = 200;
const LIVE_BATCH = 2_500;
const WRITERS = 2;
/** Every live minute reads this many minutes again, like the tick of a Prometheus source. */
const SETTLE_MINUTES = 2;

/** Back-fill newest first, a day of 200 streams per transaction, two writers. Returns the elapsed milliseconds. */
export async function backfill(bench: Bench): Promise<number> {
  const { workload, log } = bench;
  const started = performance.now();
  for (let day = workload.shape.days - 1; day >= 0; day -= 1) {
    const from = workload.start + day * MINUTES_PER_DAY;
    const to = day === workload.shape.days - 1 ? END : from + MINUTES_PER_DAY;
    await inBatches({ count: workload.shape.streams, size: LONG_BATCH, writers: WRITERS }, (streams) =>
      writeBlocks(bench, streams, () => ({ from, to }), LOADED),
    );
    const rate = (workload.shape.streams * (END - from)) / (performance.now() - started);
    log(`back-fill: ${day} of ${workload.shape.days} days left, ${Math.round(rate * 1000)} stream-minutes/s`);
  }
  return performance.now() - started;
}

/** Records the gap that refillGap fills later, as a source that was down leaves it. */
export async function recordGap(bench: Bench): Promise<void> {
  const { gapStart, affected } = bench.workload;
  const stretch = { from: gapStart, to: gapStart + MINUTES_PER_DAY, reason: "source-down" as const };
  await bench.database.store.inFence(bench.database.fence, (tx) =>
    tx.openGaps(bench.ids.slice(0, affected).map((streamId) => ({ streamId, ...stretch }))),
  );
}

/** One per cent of all minutes, on another day of each stream. Returns the minutes that changed. */
export async function correct(bench: Bench, stage: Stage): Promise<number> {
  let changed = 0;
  await inBatches({ count: bench.workload.shape.streams, size: LONG_BATCH, writers: WRITERS }, async (streams) => {
    const range = (stream: number) => {
      const from = bench.workload.correctionDay(stream);
      return { from, to: from + MINUTES_PER_DAY };
    };
    const minutes = await writeBlocks(bench, streams, range, stage);
    changed += minutes;
  });
  return changed;
}

/** Milliseconds of each of `minutes` consecutive live minutes of all streams. */
export async function liveMinutes(bench: Bench, minutes: number, stage: Stage): Promise<number[]> {
  const elapsed: number[] = [];
  for (let minute = END; minute < END + minutes; minute += 1) {
    const started = performance.now();
    await inBatches({ count: bench.workload.shape.streams, size: LIVE_BATCH, writers: 1 }, (streams) =>
      writeBlocks(bench, streams, () => ({ from: minute - SETTLE_MINUTES, to: minute + 1 }), stage),
    );
    elapsed.push(performance.now() - started);
  }
  return elapsed;
}

export async function correctOldMinute(bench: Bench, stage: Stage): Promise<number> {
  const { affected, oldMinute } = bench.workload;
  const started = performance.now();
  await inBatches({ count: affected, size: LONG_BATCH, writers: 1 }, (streams) =>
    writeBlocks(bench, streams, () => ({ from: oldMinute, to: oldMinute + 1 }), stage),
  );
  return performance.now() - started;
}

export async function refillGap(bench: Bench, stage: Stage): Promise<number> {
  const { affected, gapStart } = bench.workload;
  const started = performance.now();
  await inBatches({ count: affected, size: LONG_BATCH, writers: 1 }, (streams) =>
    writeBlocks(bench, streams, () => ({ from: gapStart, to: gapStart + MINUTES_PER_DAY }), stage),
  );
  return performance.now() - started;
}

type RangeOf = (stream: number) => { readonly from: Minute; readonly to: Minute };

/** One fenced transaction. Returns how many minutes were corrected. */
async function writeBlocks(
  { database, workload, ids }: Bench,
  streams: readonly number[],
  rangeOf: RangeOf,
  stage: Stage,
): Promise<number> {
  const writes = streams.map((stream) => ({ streamId: ids[stream] ?? 0, block: workload.block(stream, rangeOf(stream), stage) }));
  const receipt = await database.store.inFence(database.fence, (tx: MinuteTransaction) => tx.writeMinutes(writes));
  return receipt.corrected.reduce((sum, { minutes }) => sum + minutes, 0);
}

interface Batches {
  readonly count: number;
  readonly size: number;
  readonly writers: number;
}

/** Runs `work` on streams 0 … count - 1 in batches, several at a time. */
async function inBatches({ count, size, writers }: Batches, work: (streams: number[]) => Promise<unknown>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < count) {
      const from = next;
      next += size;
      await work(Array.from({ length: Math.min(size, count - from) }, (_, i) => from + i));
    }
  };
  await Promise.all(Array.from({ length: writers }, run));
}
