import type { ObjectiveGroupDefinition } from "@solvent/domain";
import * as z from "zod";
import type {
  GroupReader,
  GroupWriter,
  ListingWriter,
  LockedMember,
  MemberPageRequest,
  NewGroupRevision,
  StoredGroup,
  StoredMember,
} from "../../../usecases/group/group-store.ts";
import { toPage } from "../../../usecases/page.ts";
import { Prisma } from "../generated/client.ts";
import { refuseNameOfObjective, takenNames } from "./name-space.ts";
import { leaveComposites, lockMembers } from "./objectives.ts";
import { type Db, toJsonArray, toJsonObject } from "./prisma.ts";
import { StoredDefinition, StoredMap } from "./stored-json.ts";

/** What a revision of a group holds; parsed on the way out like every definition. */
const StoredGroupDefinition: z.ZodType<ObjectiveGroupDefinition> = z.object({
  objective: StoredDefinition,
  groupBy: z.array(z.string()),
  cap: z.number().int(),
});

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly author: string;
  readonly definition: unknown;
  readonly team: string | null;
  readonly found: number | null;
  readonly leftOut: number;
  readonly listedAt: Date | null;
  readonly trouble: string | null;
  readonly active: number;
  readonly archived: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const groupsWhere = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
  select g.id, g.revision, r.author, r.definition, t.name as team, g.found, g.left_out as "leftOut", g.listed_at as "listedAt", g.trouble,
         m.active, m.archived, g.created_at as "createdAt", r.created_at as "updatedAt"
    from objective_group g
    join objective_group_revision r on r.group_id = g.id and r.revision = g.revision
    join service s on s.id = g.service_id
    left join team t on t.id = s.team_id
    cross join lateral (
      select (count(*) filter (where o.archived_at is null))::int as active, (count(*) filter (where o.archived_at is not null))::int as archived
        from objective o where o.group_id = g.id) m
   where ${condition} order by g.name`;

const toGroup = ({ definition, listedAt, createdAt, updatedAt, ...row }: Row): StoredGroup => ({
  ...row,
  definition: StoredGroupDefinition.parse(definition),
  listedAtMs: listedAt?.getTime() ?? null,
  createdAtMs: createdAt.getTime(),
  updatedAtMs: updatedAt.getTime(),
});

async function find(db: Db, name: string): Promise<StoredGroup | null> {
  const [row] = await db.$queryRaw<Row[]>(groupsWhere(Prisma.sql`g.name = ${name}`));
  return row === undefined ? null : toGroup(row);
}

const keyOf = ({ archivedAtMs, name }: StoredMember): string => `${archivedAtMs === null ? "active" : "archived"}/${name}`;

const MEMBER = { name: true, groupLabels: true, archivedAt: true } as const satisfies Prisma.ObjectiveSelect;

/** In the order of the list: active ones before archived ones, each by name. */
function membersAfter(after: string): Prisma.ObjectiveWhereInput {
  const [state, name = ""] = after.split("/");
  const isArchived = { archivedAt: { not: null } };
  if (state === "archived") return { ...isArchived, name: { gt: name } };
  return { OR: [{ archivedAt: null, name: { gt: name } }, isArchived] };
}

async function listMembers(db: Db, groupId: string, { limit, after, archived }: MemberPageRequest): Promise<StoredMember[]> {
  const state: Prisma.ObjectiveWhereInput = archived === null ? {} : { archivedAt: archived ? { not: null } : null };
  const where = { AND: [{ groupId }, state, after === null ? {} : membersAfter(after)] };
  const parts = [];
  // Postgres would sort by the instants of archiving, not by whether there is one.
  for (const part of [{ archivedAt: null }, { archivedAt: { not: null } }]) {
    parts.push(
      ...(await db.objective.findMany({ where: { AND: [where, part] }, select: MEMBER, orderBy: { name: "asc" }, take: limit + 1 })),
    );
  }
  return parts.slice(0, limit + 1).map(({ name, groupLabels, archivedAt }) => ({
    name,
    labels: StoredMap.parse(groupLabels),
    archivedAtMs: archivedAt?.getTime() ?? null,
  }));
}

export const makeGroupReader = (db: Db): GroupReader => ({
  find: (name) => find(db, name),
  list: async ({ limit, after }) => {
    const condition = after === null ? Prisma.sql`true` : Prisma.sql`g.name > ${after}`;
    const rows = await db.$queryRaw<Row[]>(Prisma.sql`${groupsWhere(condition)} limit ${limit + 1}`);
    return toPage(rows.map(toGroup), limit, ({ definition }) => definition.objective.name);
  },
  members: async (name, page) => {
    const group = await db.objectiveGroup.findUnique({ where: { name }, select: { id: true } });
    return group === null ? null : toPage(await listMembers(db, group.id, page), page.limit, keyOf);
  },
  takenNames: (names) => takenNames(db, names),
});

const toRevision = ({ definition, changes, author }: NewGroupRevision, revision: number) => ({
  revision,
  definition: toJsonObject(definition),
  changes: toJsonArray(changes),
  author,
});

const toInstant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

async function findReader(db: Db, source: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ name: string }[]>`
    select g.name from objective_group g join objective_group_revision r on r.group_id = g.id and r.revision = g.revision
     where ${source} in (r.definition #>> '{objective,indicator,part,source}', r.definition #>> '{objective,indicator,metric,source}')
     order by g.name limit 1`;
  return row?.name ?? null;
}

export const makeGroupWriter = (db: Db): GroupWriter => ({
  find: (name) => find(db, name),
  lock: async (name) => {
    await db.$queryRaw`select id from objective_group where name = ${name} for no key update`;
    return find(db, name);
  },
  findReader: (source) => findReader(db, source),
  lockMembers: async (id) =>
    (await lockMembers(db, id)).flatMap((stored): LockedMember[] =>
      stored.group === null ? [] : [{ stored, labels: stored.group.labels }],
    ),
  insert: async (first) => {
    const { name } = first.definition.objective;
    await refuseNameOfObjective(db, name);
    const { id } = await db.objectiveGroup.create({ data: { name, serviceId: first.serviceId, revision: 1 }, select: { id: true } });
    await db.objectiveGroupRevision.create({ data: { groupId: id, ...toRevision(first, 1) } });
    return id;
  },
  revise: async (id, next) => {
    const { revision } = await db.objectiveGroup.update({
      where: { id },
      data: { serviceId: next.serviceId, listedAt: null, trouble: null, revision: { increment: 1 } },
      select: { revision: true },
    });
    await db.objectiveGroupRevision.create({ data: { groupId: id, ...toRevision(next, revision) } });
  },
  remove: async (id) => {
    for (const { id: member } of await db.objective.findMany({ where: { groupId: id }, select: { id: true }, orderBy: { name: "asc" } })) {
      await leaveComposites(db, member);
    }
    await db.objectiveGroup.delete({ where: { id } });
  },
});

export const makeListingWriter = (db: Db): ListingWriter => ({
  noteExtent: async (id, { found, leftOut, listedAtMs, trouble }) => {
    await db.objectiveGroup.update({ where: { id }, data: { found, leftOut, listedAt: toInstant(listedAtMs), trouble } });
  },
  noteTrouble: async (id, trouble) => {
    await db.objectiveGroup.update({ where: { id }, data: { trouble } });
  },
  restore: async (objectiveIds) => {
    await db.objective.updateMany({ where: { id: { in: [...objectiveIds] } }, data: { archivedAt: null } });
  },
});
