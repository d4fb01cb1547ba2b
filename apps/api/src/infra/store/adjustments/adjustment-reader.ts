import type { AdjustmentReader } from "../../../usecases/adjustment/adjustment-store.ts";
import type { Db } from "../definitions/prisma.ts";
import { Prisma } from "../generated/client.ts";
import { type AdjustmentDbRow, toStoredAdjustment, VERSIONS } from "./stored-adjustment.ts";

/** More than anybody has; without an end the list could not be answered. */
const MOST_LISTED = 5_000;

/** Those that apply to an objective: its own, its service's, its team's, and those for everything. */
const appliesTo = (objective: string): Prisma.Sql => Prisma.sql`
  exists (select 1 from objective x join service xs on xs.id = x.service_id
           where x.name = ${objective}
             and (a.scope = 'all' or a.objective_id = x.id or a.service_id = xs.id or a.team_id = xs.team_id))`;

export const makeAdjustmentReader = (db: Db): AdjustmentReader => ({
  list: async ({ objective, removed }) => {
    const rows = await db.$queryRaw<AdjustmentDbRow[]>`
      ${VERSIONS} where a.newest ${removed ? Prisma.empty : Prisma.sql`and not a.removed`}
        ${objective === null ? Prisma.empty : Prisma.sql`and ${appliesTo(objective)}`}
       order by a.created_at desc, a.adjustment_id limit ${MOST_LISTED}`;
    return rows.map(toStoredAdjustment);
  },
  versions: async (id) => {
    const rows = await db.$queryRaw<AdjustmentDbRow[]>`${VERSIONS} where a.adjustment_id = ${id}::uuid order by a.version desc`;
    return rows.map(toStoredAdjustment);
  },
});
