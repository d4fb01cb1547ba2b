import type pg from "pg";
import type {
  CorrectionCause,
  MinuteTransaction,
  StreamHead,
  StreamMinutes,
  TransactionScope,
  WriteReceipt,
} from "../../../usecases/minutes/minute-store.ts";
import { readTrees } from "../composites/stored-composites.ts";
import { type Corrections, correctMinutes } from "./correct-minutes.ts";
import { CorrectionLog } from "./correction-log.ts";
import { MinuteWriteError } from "./errors.ts";
import { extendCoverage } from "./extend-coverage.ts";
import { closeGaps, openGaps } from "./gaps.ts";
import type { PartitionKeeper } from "./partition-keeper.ts";
import { readMinutes } from "./read-minutes.ts";
import { readTotals } from "./read-totals.ts";
import type { ParentChange } from "./slices/touched-slices.ts";
import { followParents, writeSlices } from "./slices/write-slices.ts";
import { checkWrites, type SplitWrite, splitWrite } from "./split-write.ts";
import { lockFamilies, lockHeads, updateHeads } from "./stream-heads.ts";
import { pgClientOf } from "./transaction-scope.ts";

/** The port over the client of one running transaction; unusable when the transaction is over. */
export function makeMinuteTransaction(scope: TransactionScope, partitions: PartitionKeeper): MinuteTransaction {
  const locked = new Set<number>();
  return {
    scope,
    async writeMinutes(writes, cause = "settle") {
      const receipt = await writeMinutes(pgClientOf(scope), { writes, cause }, partitions);
      for (const { streamId } of writes) locked.add(streamId);
      return receipt;
    },
    async openGaps(gaps) {
      const client = pgClientOf(scope);
      const unlocked = gaps.map((gap) => gap.streamId).filter((id) => !locked.has(id));
      if (unlocked.length > 0) await lockHeads(client, unlocked);
      for (const id of unlocked) locked.add(id);
      await openGaps(client, gaps);
    },
    totalsAt: (streamIds, instants) => readTotals(pgClientOf(scope), streamIds, instants),
    minutesBetween: (streamId, from, to) => readMinutes(pgClientOf(scope), streamId, { from, to }),
    compositeTrees: (streamIds) => readTrees(pgClientOf(scope), streamIds),
  };
}

interface CausedWrites {
  readonly writes: readonly StreamMinutes[];
  readonly cause: CorrectionCause;
}

async function writeMinutes(client: pg.PoolClient, { writes, cause }: CausedWrites, partitions: PartitionKeeper): Promise<WriteReceipt> {
  checkWrites(writes);
  const blocks = writes.map(({ block }) => block).filter((block) => block.good.length > 0);
  await partitions.require(
    client,
    blocks.map((block) => ({ from: block.from, to: block.from + block.good.length })),
  );
  const { heads, slices } = await lockFamilies(
    client,
    writes.map((write) => write.streamId),
  );
  const stored = writes.map((write) => [write, getHead(heads, write.streamId)] as const);
  const splits = stored.filter(([{ block }]) => block.good.length > 0).map(([write, head]) => splitWrite(write, head));
  const log = new CorrectionLog();
  const corrections = await correctMinutes(client, splits, log);
  await extendCoverage(client, splits, corrections.tails);
  const moved = splits.filter(({ before, after }) => before !== null || after !== null).map(({ newHead }) => newHead);
  const movedSlices = await writeSlices(client, followParents(slices, changesOf(splits, corrections)));
  await updateHeads(client, [...moved, ...movedSlices]);
  await closeGaps(client, corrections.fills);
  await log.insert(client, cause);
  for (const head of moved) heads.set(head.streamId, head);
  return {
    corrected: [...corrections.minutes].map(([streamId, minutes]) => ({ streamId, minutes })),
    heads: writes.map(({ streamId }) => getHead(heads, streamId)),
  };
}

const changesOf = (splits: readonly SplitWrite[], { spans }: Corrections): ReadonlyMap<number, ParentChange> =>
  new Map(splits.map(({ head, newHead }) => [head.streamId, { before: head, after: newHead, changed: spans.get(head.streamId) ?? null }]));

function getHead(heads: ReadonlyMap<number, StreamHead>, streamId: number): StreamHead {
  const head = heads.get(streamId);
  if (head === undefined) throw new MinuteWriteError(`stream ${streamId} does not exist`);
  return head;
}
