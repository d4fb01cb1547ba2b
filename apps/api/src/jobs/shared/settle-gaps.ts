import { blockEnd, type MinuteBlock } from "@solvent/domain";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { GapRevision, GapRow } from "./gap-row.ts";
import type { GapStore } from "./gap-store.ts";
import { groupBy } from "./group-by.ts";
import { type GapQuestion, reviseGaps } from "./revise-gaps.ts";

export interface StoredBlock {
  readonly streamId: number;
  readonly block: MinuteBlock;
}

const touches = (row: GapRow, block: MinuteBlock): boolean => row.to >= block.from && row.from <= blockEnd(block);

/**
 * Brings the gap rows in line with blocks that the same transaction has just written, one block per stream. The streams are
 * locked by that write, so nobody else changes their rows meanwhile.
 */
export async function settleGaps(
  gaps: GapStore,
  scope: TransactionScope,
  stored: readonly StoredBlock[],
  how: Pick<GapQuestion, "nowMs" | "uncovered" | "decide">,
): Promise<void> {
  if (stored.length === 0) return;
  const from = Math.min(...stored.map(({ block }) => block.from));
  const to = Math.max(...stored.map(({ block }) => blockEnd(block)));
  const rows = groupBy(
    await gaps.unfilled(
      scope,
      stored.map(({ streamId }) => streamId),
      from,
      to,
    ),
    (row) => row.streamId,
  );
  const revisions: GapRevision[] = [];
  for (const { streamId, block } of stored) {
    const own = (rows.get(streamId) ?? []).filter((row) => touches(row, block));
    const revision = reviseGaps({ ...how, streamId, block, rows: own });
    if (revision !== null) revisions.push(revision);
  }
  if (revisions.length > 0) await gaps.revise(scope, revisions);
}
