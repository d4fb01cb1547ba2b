import { CALENDAR_UNITS, WEEK_STARTS } from "@solvent/domain";
import * as z from "zod";
import { AppError } from "../../../errors/app-error.ts";
import type { AgreementFields, AgreementStore, StoredAgreement } from "../../../usecases/agreement/agreement-store.ts";
import { toPage } from "../../../usecases/page.ts";
import { type Db, findDatabaseCode, type Prisma, toJsonObject } from "../definitions/prisma.ts";
import { toFrozen } from "./frozen-period.ts";

const INCLUDE = { objective: { select: { name: true } } } as const satisfies Prisma.AgreementInclude;
type Row = Prisma.AgreementGetPayload<{ include: typeof INCLUDE }>;

const Unit = z.enum(CALENDAR_UNITS);
const Start = z.enum(WEEK_STARTS);
const toAgreement = (row: Row): StoredAgreement => ({
  id: row.id,
  name: row.name,
  displayName: row.displayName,
  customer: row.customer,
  objective: row.objective.name,
  targetPercent: row.targetPercent,
  unit: Unit.parse(row.unit),
  zone: row.zone,
  weekStart: Start.parse(row.weekStart),
  startsAt: row.startsAt,
  note: row.note,
  revision: row.revision,
  author: row.author,
  updatedAtMs: row.updatedAt.getTime(),
});

async function toColumns(db: Db, { objective, ...fields }: AgreementFields) {
  const found = await db.objective.findUnique({ where: { name: objective }, select: { id: true } });
  if (found !== null) return { ...fields, objectiveId: found.id };
  const message = `There is no objective "${objective}"`;
  throw new AppError("agreement.objective-unknown", message, { problems: [{ path: "objective", message }] });
}

const NAME_TAKEN = new Set(["23505", "P2002"]);

async function create(db: Db, fields: AgreementFields, author: string): Promise<StoredAgreement> {
  const data = { ...(await toColumns(db, fields)), author };
  try {
    return toAgreement(await db.agreement.create({ data, include: INCLUDE }));
  } catch (error) {
    if (!NAME_TAKEN.has(findDatabaseCode(error) ?? "")) throw error;
    const message = `There is an agreement "${fields.name}" already`;
    throw new AppError("agreement.name-taken", message, { problems: [{ path: "name", message }] });
  }
}

/** Promises and the record of their periods, through Prisma. */
export const makeAgreementStore = (db: Db): AgreementStore => ({
  list: async ({ limit, after }, objective) => {
    const where = {
      ...(after === null ? {} : { name: { gt: after } }),
      ...(objective === undefined ? {} : { objective: { name: objective } }),
    };
    const rows = await db.agreement.findMany({ where, include: INCLUDE, orderBy: { name: "asc" }, take: limit + 1 });
    return toPage(rows.map(toAgreement), limit, ({ name }) => name);
  },
  find: async (name) => {
    const row = await db.agreement.findUnique({ where: { name }, include: INCLUDE });
    return row === null ? null : toAgreement(row);
  },
  create: (fields, author) => create(db, fields, author),
  update: async (id, { fields, revision, author }) => {
    const data = { ...(await toColumns(db, fields)), author, revision: { increment: 1 } };
    const { count } = await db.agreement.updateMany({ where: { id, revision }, data });
    if (count === 0) return null;
    const row = await db.agreement.findUnique({ where: { id }, include: INCLUDE });
    return row === null ? null : toAgreement(row);
  },
  remove: async (id, revision) => (await db.agreement.deleteMany({ where: { id, revision } })).count === 1,
  periods: async (agreementId, limit) => {
    const rows = await db.agreementPeriod.findMany({ where: { agreementId }, orderBy: { periodStart: "desc" }, take: limit });
    return rows.map(toFrozen);
  },
  freeze: async (agreementId, { periodStart, periodEnd, from, targetPercent, objectiveRevision, figures }) => {
    const json = toJsonObject(figures);
    const data = { agreementId, periodStart, periodEnd, fromMinute: from, targetPercent, objectiveRevision, figures: json };
    await db.agreementPeriod.createMany({ data: [data], skipDuplicates: true });
  },
});
