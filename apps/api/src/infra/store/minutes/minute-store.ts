import type { MinuteBlock, Totals } from "@solvent/domain";
import type pg from "pg";
import type { MinutePartitions, MinuteReader, MinuteWriter } from "../../../usecases/minutes/minute-store.ts";
import { readTrees } from "../composites/stored-composites.ts";
import { inSnapshot, runFenced, sqlState } from "./fence.ts";
import { makeMinuteTransaction } from "./fenced-transaction.ts";
import { readGaps } from "./gaps.ts";
import { MissingPartitionsError, makePartitionKeeper, type PartitionKeeper } from "./partition-keeper.ts";
import { isFew, makeReadFewTotals } from "./read-few-totals.ts";
import { readMinutes } from "./read-minutes.ts";
import { readSeries } from "./read-series.ts";
import { readTotals } from "./read-totals.ts";
import { readHeads } from "./stream-heads.ts";
import { closeScope, openScope } from "./transaction-scope.ts";

export interface MinuteStore extends MinuteWriter, MinuteReader, MinutePartitions {}

/** Minutes in the tables stream_hour and stream_anchor. One per process: it remembers which partitions exist. */
export function makeMinuteStore(pool: pg.Pool): MinuteStore {
  const partitions = makePartitionKeeper(pool);
  const readFewTotals = makeReadFewTotals(pool, partitions);
  return {
    inFence: (fence, work) =>
      withPartitions(partitions, () =>
        runFenced(pool, fence, async (client) => {
          const scope = openScope(client);
          try {
            return await work(makeMinuteTransaction(scope, partitions));
          } finally {
            closeScope(scope);
          }
        }),
      ),
    prepareAhead: (now) => partitions.prepareAhead(now),
    async heads(streamIds) {
      const heads = await readHeads(pool, streamIds);
      return streamIds.flatMap((id) => heads.get(id) ?? []);
    },
    async totalsAt(streamIds, instants) {
      const few = isFew(streamIds, instants) ? await readFewTotals(streamIds, instants) : null;
      return few ?? inSnapshot(pool, (client) => readTotals(client, streamIds, instants));
    },
    series: (streamId, from, to, stepMinutes): Promise<readonly Totals[]> =>
      inSnapshot(pool, (client) => readSeries(client, streamId, { from, to, stepMinutes })),
    minutesBetween: (streamId, from, to): Promise<MinuteBlock> => inSnapshot(pool, (client) => readMinutes(client, streamId, { from, to })),
    gaps: (streamId, from, to) => readGaps(pool, streamId, { from, to }),
    compositeTrees: (streamIds) => readTrees(pool, streamIds),
  };
}

/** More than one: a transaction may write several times, each time needing other partitions. */
const MAX_PARTITION_ROUNDS = 8;
const NO_PARTITION_FOR_ROW = "23514";

/**
 * Runs a transaction again after making the partitions that it lacked. They are made between the runs, not inside: there the locks
 * on the parent would be held until the transaction ends.
 */
async function withPartitions<T>(partitions: PartitionKeeper, run: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await run();
    } catch (error) {
      if (round === MAX_PARTITION_ROUNDS) throw error;
      if (error instanceof MissingPartitionsError) await partitions.make(error.partitions);
      else if (sqlState(error) === NO_PARTITION_FOR_ROW && round === 1) partitions.forget();
      else throw error;
    }
  }
}
