import { AppError } from "../../../errors/app-error.ts";
import { toPage } from "../../../usecases/page.ts";
import type { StoredTeam, TeamReader, TeamWriter } from "../../../usecases/team/team-store.ts";
import { type Db, findDatabaseCode, type Prisma } from "./prisma.ts";

const SELECT = {
  id: true,
  name: true,
  createdAt: true,
  services: { select: { name: true, _count: { select: { objectives: { where: { archivedAt: null } } } } }, orderBy: { name: "asc" } },
} as const satisfies Prisma.TeamSelect;
type Row = Prisma.TeamGetPayload<{ select: typeof SELECT }>;

const toTeam = (row: Row): StoredTeam => ({
  id: row.id,
  name: row.name,
  services: row.services.map(({ name }) => name),
  objectives: row.services.reduce((sum, service) => sum + service._count.objectives, 0),
  createdAtMs: row.createdAt.getTime(),
});

async function find(db: Db, name: string): Promise<StoredTeam | null> {
  const row = await db.team.findUnique({ where: { name }, select: SELECT });
  return row === null ? null : toTeam(row);
}

export const makeTeamReader = (db: Db): TeamReader => ({
  find: (name) => find(db, name),
  list: async ({ limit, after }) => {
    const where = after === null ? {} : { name: { gt: after } };
    const rows = await db.team.findMany({ where, select: SELECT, orderBy: { name: "asc" }, take: limit + 1 });
    return toPage(rows.map(toTeam), limit, ({ name }) => name);
  },
});

/** Postgres' and Prisma's word for "a row still refers to it". */
const REFERRED = new Set(["23503", "23001", "P2003"]);
export const isReferredTo = (error: unknown): boolean => REFERRED.has(findDatabaseCode(error) ?? "");

export const makeTeamWriter = (db: Db): TeamWriter => ({
  lock: async (name) => {
    await db.$queryRaw`select id from team where name = ${name} for no key update`;
    return find(db, name);
  },
  remove: async (id) => {
    try {
      await db.team.delete({ where: { id } });
    } catch (error) {
      if (isReferredTo(error)) throw new AppError("team.in-use", "A service was given to this team just now");
      throw error;
    }
  },
});
