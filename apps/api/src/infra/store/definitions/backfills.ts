import type { BackfillControl } from "../../../usecases/backfill/control-backfill.ts";
import type { BackfillState, StoredBackfill } from "../../../usecases/status/objective-directory.ts";
import type { Db, Prisma } from "./prisma.ts";

type Row = Prisma.BackfillGetPayload<object>;

const STATES: readonly BackfillState[] = ["queued", "running", "done", "cancelled", "failed"];

function toStoredBackfill(row: Row): StoredBackfill {
  const state = STATES.find((known) => known === row.state);
  if (state === undefined) throw new Error(`the back-fill ${row.id} has the unknown state ${row.state}`);
  const { fromMinute, toMinute, cursor, message, startedAt } = row;
  return { id: String(row.id), state, fromMinute, toMinute, cursor, message, startedAtMs: startedAt?.getTime() ?? null };
}

export async function findBackfill(db: Db, id: bigint): Promise<StoredBackfill | null> {
  const row = await db.backfill.findUnique({ where: { id } });
  return row === null ? null : toStoredBackfill(row);
}

export const makeBackfillControl = (db: Db, now: () => number): BackfillControl => ({
  cancel: async (id) => {
    await db.backfill.updateMany({
      where: { id, state: { in: ["queued", "running"] } },
      data: { state: "cancelled", retryAt: null, endedAt: new Date(now()) },
    });
    return findBackfill(db, id);
  },
  resume: async (id) => {
    await db.backfill.updateMany({
      where: { id, state: { in: ["cancelled", "failed"] } },
      data: { state: "queued", message: null, retryAt: null, attempts: 0, endedAt: null },
    });
    return findBackfill(db, id);
  },
});
