import * as z from "zod";
import type { FrozenPeriod } from "../../../usecases/agreement/agreement-store.ts";
import type { SettledFigures } from "../../../usecases/agreement/settled-figures.ts";
import type { Prisma } from "../definitions/prisma.ts";

const Exact = z.string().regex(/^-?\d+\/\d+$/);
const StoredFigures: z.ZodType<SettledFigures> = z.object({
  unit: z.enum(["events", "slices"]),
  sli: Exact.nullable(),
  met: z.boolean().nullable(),
  remainingFraction: Exact.nullable(),
  bad: Exact,
  mass: Exact,
  coverage: z.object({ minutes: z.int(), counted: z.int(), missing: z.int(), excluded: z.int(), noTraffic: z.int() }),
});

/** A recorded period of an agreement or of an objective. */
type Row = Omit<Prisma.AgreementPeriodGetPayload<object>, "agreementId">;

export const toFrozen = (row: Row): FrozenPeriod => ({
  periodStart: row.periodStart,
  periodEnd: row.periodEnd,
  from: row.fromMinute,
  targetPercent: row.targetPercent,
  objectiveRevision: row.objectiveRevision,
  figures: StoredFigures.parse(row.figures),
  frozenAtMs: row.frozenAt.getTime(),
});
