import type { ObjectivePeriodStore } from "../../../usecases/period/objective-period-store.ts";
import { toFrozen } from "../agreements/frozen-period.ts";
import { type Db, toJsonObject } from "../definitions/prisma.ts";

/** The record of closed periods of objectives, through Prisma. */
export const makeObjectivePeriodStore = (db: Db): ObjectivePeriodStore => ({
  periods: async (objectiveId, limit) => {
    const rows = await db.objectivePeriod.findMany({ where: { objectiveId }, orderBy: { periodStart: "desc" }, take: limit });
    return rows.map(toFrozen);
  },
  freeze: async (objectiveId, { from, figures, ...period }) => {
    const json = toJsonObject(figures);
    await db.objectivePeriod.createMany({ data: [{ objectiveId, ...period, fromMinute: from, figures: json }], skipDuplicates: true });
  },
});
