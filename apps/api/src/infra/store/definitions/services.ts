import type { ServiceDefinition } from "@solvent/domain";
import { AppError } from "../../../errors/app-error.ts";
import { toPage } from "../../../usecases/page.ts";
import type { ServiceReader, ServiceWriter, StoredService } from "../../../usecases/service/service-store.ts";
import type { Db, Prisma } from "./prisma.ts";
import { StoredMap } from "./stored-json.ts";
import { isReferredTo } from "./teams.ts";

const INCLUDE = {
  team: true,
  _count: { select: { objectives: { where: { archivedAt: null } } } },
} as const satisfies Prisma.ServiceInclude;
type Row = Prisma.ServiceGetPayload<{ include: typeof INCLUDE }>;

const toService = (row: Row): StoredService => ({
  id: row.id,
  definition: {
    name: row.name,
    displayName: row.displayName,
    description: row.description,
    team: row.team?.name ?? null,
    labels: StoredMap.parse(row.labels),
    annotations: StoredMap.parse(row.annotations),
  },
  revision: row.revision,
  objectives: row._count.objectives,
  createdAtMs: row.createdAt.getTime(),
  updatedAtMs: row.updatedAt.getTime(),
});

async function find(db: Db, name: string): Promise<StoredService | null> {
  const row = await db.service.findUnique({ where: { name }, include: INCLUDE });
  return row === null ? null : toService(row);
}

export const makeServiceReader = (db: Db): ServiceReader => ({
  find: (name) => find(db, name),
  list: async ({ limit, after }) => {
    const where = after === null ? {} : { name: { gt: after } };
    const rows = await db.service.findMany({ where, include: INCLUDE, orderBy: { name: "asc" }, take: limit + 1 });
    return toPage(rows.map(toService), limit, ({ definition }) => definition.name);
  },
});

async function teamIdOf(db: Db, team: string | null): Promise<string | null> {
  if (team === null) return null;
  await db.team.createMany({ data: [{ name: team }], skipDuplicates: true });
  const [row] = await db.$queryRaw<{ id: string }[]>`select id from team where name = ${team} for key share`;
  return row?.id ?? null;
}

async function toColumns(db: Db, definition: ServiceDefinition) {
  const { name, displayName, description, labels, annotations } = definition;
  return { name, displayName, description, labels, annotations, teamId: await teamIdOf(db, definition.team) };
}

export const makeServiceWriter = (db: Db): ServiceWriter => ({
  lock: async (name) => {
    await db.$queryRaw`select id from service where name = ${name} for no key update`;
    return find(db, name);
  },
  insert: async (definition) => {
    const { id } = await db.service.create({ data: await toColumns(db, definition), select: { id: true } });
    return id;
  },
  update: async (id, definition) => {
    await db.service.update({ where: { id }, data: { ...(await toColumns(db, definition)), revision: { increment: 1 } } });
  },
  remove: async (id) => {
    try {
      await db.service.delete({ where: { id } });
    } catch (error) {
      if (isReferredTo(error))
        throw new AppError(
          "service.in-use",
          "Objectives that are archived, or a group of objectives, belong to this service, or one was created just now",
        );
      throw error;
    }
  },
});
