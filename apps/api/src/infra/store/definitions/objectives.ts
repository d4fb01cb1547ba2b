import type { NewRevision, ObjectiveReader, ObjectiveWriter, StoredObjective } from "../../../usecases/objective/objective-store.ts";
import { toPage } from "../../../usecases/page.ts";
import { findBackfill } from "./backfills.ts";
import type { Db, Prisma } from "./prisma.ts";
import { StoredChanges, StoredDefinition, StoredProbe } from "./stored-json.ts";

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly author: string;
  readonly definition: unknown;
  readonly team: string | null;
  readonly sourceName: string;
  readonly sourceKind: string;
  readonly streamId: number;
  readonly sourceId: string;
  readonly specHash: string;
  readonly firstMinute: number;
  readonly watermark: number;
  readonly probe: unknown;
  readonly clampedMinutes: bigint;
  readonly nextStreamId: number | null;
  readonly nextSourceId: string | null;
  readonly nextSpecHash: string | null;
  readonly backfillId: bigint | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function toObjective(row: Row, backfill: StoredObjective["backfill"]): StoredObjective {
  const { nextStreamId, nextSourceId, nextSpecHash } = row;
  const hasNext = nextStreamId !== null && nextSourceId !== null && nextSpecHash !== null;
  return {
    id: row.id,
    definition: StoredDefinition.parse(row.definition),
    revision: row.revision,
    author: row.author,
    team: row.team,
    source: { name: row.sourceName, kind: row.sourceKind },
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
    backfill,
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}

/** One query: Prisma would ask for each relation on its own. */
async function find(db: Db, name: string): Promise<StoredObjective | null> {
  const [row] = await db.$queryRaw<Row[]>`
    select o.id, o.revision, r.author, r.definition, t.name as team, src.name as "sourceName", src.kind as "sourceKind",
           st.id as "streamId", st.source_id as "sourceId", st.spec_hash as "specHash", st.first_minute as "firstMinute", st.watermark,
           st.probe, st.clamped_minutes as "clampedMinutes",
           nx.id as "nextStreamId", nx.source_id as "nextSourceId", nx.spec_hash as "nextSpecHash",
           (select max(b.id) from backfill b where b.stream_id = coalesce(nx.id, st.id)) as "backfillId",
           o.created_at as "createdAt", o.updated_at as "updatedAt"
      from objective o
      join objective_revision r on r.objective_id = o.id and r.revision = o.revision
      join service s on s.id = o.service_id
      left join team t on t.id = s.team_id
      join stream st on st.id = o.stream_id
      join source src on src.id = st.source_id
      left join stream nx on nx.id = o.next_stream_id
     where o.name = ${name}`;
  if (row === undefined) return null;
  return toObjective(row, row.backfillId === null ? null : await findBackfill(db, row.backfillId));
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

// Definitions and changes are JSON; Prisma's own type for it differs only in what it calls read-only.
const toRevision = ({ definition, changes, author }: NewRevision, revision: number) => ({
  revision,
  definition: definition as unknown as Prisma.InputJsonObject,
  changes: changes as unknown as Prisma.InputJsonArray,
  author,
});

export const makeObjectiveWriter = (db: Db): ObjectiveWriter => ({
  lock: async (name) => {
    await db.$queryRaw`select id from objective where name = ${name} for no key update`;
    return find(db, name);
  },
  insert: async (first) => {
    const { definition, serviceId, streamId, nextStreamId } = first;
    const { id } = await db.objective.create({
      data: { name: definition.name, serviceId, streamId, nextStreamId, revision: 1 },
      select: { id: true },
    });
    await db.objectiveRevision.create({ data: { objectiveId: id, ...toRevision(first, 1) } });
  },
  revise: async (id, next) => {
    const { serviceId, streamId, nextStreamId } = next;
    const { revision } = await db.objective.update({
      where: { id },
      data: { serviceId, streamId, nextStreamId, revision: { increment: 1 } },
      select: { revision: true },
    });
    await db.objectiveRevision.create({ data: { objectiveId: id, ...toRevision(next, revision) } });
  },
  remove: async (id) => {
    await db.objective.delete({ where: { id } });
  },
});
