import { AppError } from "../../../errors/app-error.ts";
import type { ObjectiveReader, ObjectiveWriter, StoredObjective } from "../../../usecases/objective/objective-store.ts";
import { toPage } from "../../../usecases/page.ts";
import { Prisma } from "../generated/client.ts";
import { findBackfill } from "./backfills.ts";
import { refuseNamesOfGroups } from "./name-space.ts";
import { insertObjectives, reviseObjectives } from "./objective-revisions.ts";
import type { Db } from "./prisma.ts";
import { StoredBrought, StoredChanges, StoredDefinition, StoredMap, StoredProbe, StoredPromises } from "./stored-json.ts";
import { isReferredTo } from "./teams.ts";

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly author: string;
  readonly definition: unknown;
  readonly brought: unknown;
  readonly promises: unknown;
  readonly team: string | null;
  readonly sourceName: string | null;
  readonly sourceKind: string | null;
  readonly streamId: number;
  readonly sourceId: string | null;
  readonly specHash: string;
  readonly firstMinute: number;
  readonly watermark: number;
  readonly probe: unknown;
  readonly clampedMinutes: bigint;
  readonly nextStreamId: number | null;
  readonly nextSourceId: string | null;
  readonly nextSpecHash: string | null;
  readonly groupName: string | null;
  readonly groupLabels: unknown;
  readonly archivedAt: Date | null;
  readonly backfillId: bigint | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const toContent = ({ rule, zone, ...rest }: StoredBrought[number]): StoredObjective["brought"][number] => ({
  ...rest,
  recurrence: rule === null || zone === null ? null : { rule, zone },
});

function toObjective(row: Row, backfill: StoredObjective["backfill"]): StoredObjective {
  const { nextStreamId, nextSourceId, nextSpecHash } = row;
  const hasNext = nextStreamId !== null && nextSourceId !== null && nextSpecHash !== null;
  return {
    id: row.id,
    definition: StoredDefinition.parse(row.definition),
    brought: StoredBrought.parse(row.brought).map(toContent),
    agreements: StoredPromises.parse(row.promises),
    revision: row.revision,
    author: row.author,
    team: row.team,
    source: row.sourceName === null || row.sourceKind === null ? null : { name: row.sourceName, kind: row.sourceKind },
    stream: {
      id: row.streamId,
      sourceId: row.sourceId,
      specHash: row.specHash,
      firstMinute: row.firstMinute,
      watermark: row.watermark,
      probe: row.probe === null ? null : StoredProbe.parse(row.probe),
      clampedMinutes: Number(row.clampedMinutes),
    },
    nextStream: hasNext ? { id: nextStreamId, sourceId: nextSourceId, specHash: nextSpecHash } : null,
    group: row.groupName === null ? null : { name: row.groupName, labels: StoredMap.parse(row.groupLabels) },
    archivedAtMs: row.archivedAt?.getTime() ?? null,
    backfill,
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}

/** One query: Prisma would ask for each relation on its own. */
const objectivesWhere = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
    select o.id, o.revision, r.author, r.definition, b.brought, p.promises, t.name as team, src.name as "sourceName", src.kind as "sourceKind",
           st.id as "streamId", st.source_id as "sourceId", st.spec_hash as "specHash", st.first_minute as "firstMinute", st.watermark,
           st.probe, st.clamped_minutes as "clampedMinutes",
           nx.id as "nextStreamId", nx.source_id as "nextSourceId", nx.spec_hash as "nextSpecHash",
           g.name as "groupName", o.group_labels as "groupLabels", o.archived_at as "archivedAt",
           (select max(b.id) from backfill b where b.stream_id = coalesce(nx.id, st.id)) as "backfillId",
           o.created_at as "createdAt", o.updated_at as "updatedAt"
      from objective o
      join objective_revision r on r.objective_id = o.id and r.revision = o.revision
      join service s on s.id = o.service_id
      left join team t on t.id = s.team_id
      join stream st on st.id = o.stream_id
      left join source src on src.id = st.source_id
      left join stream nx on nx.id = o.next_stream_id
      left join objective_group g on g.id = o.group_id
      left join lateral (
        select coalesce(json_agg(json_build_object('mode', a.mode, 'from', a.from_minute, 'to', a.to_minute, 'rule', a.rule, 'zone', a.zone,
                                                   'category', a.category, 'reason', a.reason)
                                 order by a.from_minute, a.to_minute, a.mode, a.category, a.reason, a.rule, a.zone), '[]'::json) as brought
          from adjustment_version a
         where a.objective_id = o.id and a.newest and not a.removed and a.brought_by is not null) b on true
      left join lateral (
        select coalesce(json_agg(json_build_object('name', a.name, 'displayName', a.display_name, 'customer', a.customer,
                                                   'targetPercent', a.target_percent, 'unit', a.unit, 'zone', a.zone,
                                                   'weekStart', a.week_start, 'startsAt', a.starts_at, 'note', a.note) order by a.name), '[]'::json) as promises
          from agreement a where a.objective_id = o.id) p on true
     where ${condition} order by o.name`;

async function find(db: Db, name: string): Promise<StoredObjective | null> {
  const [row] = await db.$queryRaw<Row[]>(objectivesWhere(Prisma.sql`o.name = ${name}`));
  if (row === undefined) return null;
  return toObjective(row, row.backfillId === null ? null : await findBackfill(db, row.backfillId));
}

/** All objectives of a group, locked, by name. Without their back-fills. */
export async function lockMembers(db: Db, groupId: string): Promise<StoredObjective[]> {
  await db.$queryRaw`select id from objective where group_id = ${groupId}::uuid order by name for no key update`;
  const rows = await db.$queryRaw<Row[]>(objectivesWhere(Prisma.sql`o.group_id = ${groupId}::uuid`));
  return rows.map((row) => toObjective(row, null));
}

export const makeObjectiveReader = (db: Db): ObjectiveReader => ({
  find: (name) => find(db, name),
  revisions: async (name, { limit, after }) => {
    const objective = await db.objective.findUnique({ where: { name }, select: { id: true } });
    if (objective === null) return null;
    const older = after === null ? {} : { revision: { lt: Number(after) } };
    const where = { objectiveId: objective.id, ...older };
    const rows = await db.objectiveRevision.findMany({ where, orderBy: { revision: "desc" }, take: limit + 1 });
    const items = rows.map(({ revision, author, createdAt, changes }) => ({
      revision,
      author,
      createdAtMs: createdAt.getTime(),
      changes: StoredChanges.parse(changes),
    }));
    return toPage(items, limit, ({ revision }) => String(revision));
  },
});

/** What no objective reads any more is in nobody's way; it waits for the upkeep job. Throws `objective.is-part`. */
export async function leaveComposites(db: Db, id: string): Promise<void> {
  const wholes = await db.$queryRaw<{ name: string }[]>`
    select distinct o.name from composite_part cp join objective o on o.stream_id = cp.stream_id
     where cp.objective_id = ${id}::uuid order by o.name`;
  if (wholes.length > 0) {
    const names = wholes.map(({ name }) => `"${name}"`).join(", ");
    throw new AppError("objective.is-part", `It is part of ${names}. Take it out of ${wholes.length === 1 ? "it" : "them"} first`);
  }
  await db.$executeRaw`delete from composite_part where objective_id = ${id}::uuid`;
}

const inUse = (message: string): AppError => new AppError("objective.in-use", message);

export const makeObjectiveWriter = (db: Db): ObjectiveWriter => ({
  lock: async (name) => {
    await db.$queryRaw`select id from objective where name = ${name} for no key update`;
    return find(db, name);
  },
  insert: async (firsts) => {
    // Names of a group's objectives are chosen among those that are free, all at once.
    const named = firsts.flatMap(({ definition, member }) => (member === undefined ? definition.name : []));
    await refuseNamesOfGroups(db, named);
    return insertObjectives(db, firsts);
  },
  revise: (nexts) => reviseObjectives(db, nexts),
  remove: async (id) => {
    await leaveComposites(db, id);
    const [agreement] = await db.agreement.findMany({
      where: { objectiveId: id },
      select: { name: true },
      orderBy: { name: "asc" },
      take: 1,
    });
    if (agreement !== undefined)
      throw inUse(`The agreement "${agreement.name}" is settled by this objective. Delete it or give it another one first`);
    try {
      await db.objective.delete({ where: { id } });
    } catch (error) {
      if (isReferredTo(error)) throw inUse("An agreement or a composite has just begun to refer to this objective");
      throw error;
    }
  },
});
