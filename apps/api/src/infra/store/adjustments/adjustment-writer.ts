import type { AdjustmentTransaction, AdjustmentWriter } from "../../../usecases/adjustment/adjustment-store.ts";
import type { Scope } from "../../../usecases/notification/route-store.ts";
import type { Db } from "../definitions/prisma.ts";
import { Prisma } from "../generated/client.ts";
import { type AdjustmentDbRow, toStoredAdjustment, VERSIONS } from "./stored-adjustment.ts";

/** Tables are called like scopes, and versions refer to them by `<scope>_id`. */
const subjectColumn = (scope: Scope): Prisma.Sql => (scope === "all" ? Prisma.empty : Prisma.raw(`, ${scope}_id`));
const subjectValue = (subjectId: string | null): Prisma.Sql => (subjectId === null ? Prisma.empty : Prisma.sql`, ${subjectId}::uuid`);

/**
 * Nothing is ever updated but `newest`, and every change adds a row: count and greatest created_at of the table tell of every change.
 * The fingerprints of the board and of the live events read just these two.
 */
export const makeAdjustmentWriter = (db: Db): AdjustmentWriter => ({
  lock: async (id) => {
    // The first version is always there: who waits for it then sees the newest one, which a lock on that itself would miss.
    await db.$queryRaw`select version from adjustment_version where adjustment_id = ${id}::uuid and version = 1 for update`;
    const [row] = await db.$queryRaw<AdjustmentDbRow[]>`${VERSIONS} where a.adjustment_id = ${id}::uuid and a.newest`;
    return row === undefined ? null : toStoredAdjustment(row);
  },
  lockSubject: async (scope, name) => {
    const [row] = await db.$queryRaw<{ id: string }[]>`select id from ${Prisma.raw(scope)} where name = ${name} for key share`;
    return row?.id ?? null;
  },
  add: async (row) => {
    await db.$executeRaw`update adjustment_version set newest = false where adjustment_id = ${row.id}::uuid and newest`;
    await db.$executeRaw`
      insert into adjustment_version (adjustment_id, version, scope, mode, from_minute, to_minute, rule, zone, category, reason, author, newest,
                                      removed, brought_by, created_at ${subjectColumn(row.scope)})
      values (${row.id}::uuid, ${row.version}, ${row.scope}, ${row.mode}, ${row.from}, ${row.to}, ${row.recurrence?.rule ?? null},
              ${row.recurrence?.zone ?? null}, ${row.category}, ${row.reason}, ${row.author}, true, ${row.removed}, ${row.broughtBy},
              clock_timestamp() ${subjectValue(row.subjectId)})`;
  },
  lockBrought: async (objectiveId) => {
    const rows = await db.$queryRaw<AdjustmentDbRow[]>`
      ${VERSIONS} where a.objective_id = ${objectiveId}::uuid and a.newest and a.brought_by is not null
       order by a.from_minute, a.adjustment_id for update of a`;
    return rows.map(toStoredAdjustment);
  },
});

export const adjustmentWriters = (db: Db): AdjustmentTransaction => ({ adjustments: makeAdjustmentWriter(db) });
