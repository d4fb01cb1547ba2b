import { AppError } from "../../../errors/app-error.ts";
import { toPage } from "../../../usecases/page.ts";
import type {
  SecretReader,
  SourceReader,
  SourceRow,
  SourceWriter,
  StoredHealth,
  StoredSource,
  StoredToken,
} from "../../../usecases/source/source-store.ts";
import { type Db, type Prisma, toJsonObject } from "./prisma.ts";
import { StoredConnection, StoredMap } from "./stored-json.ts";
import { isReferredTo } from "./teams.ts";

type Row = Prisma.SourceGetPayload<object>;
type HealthRow = Prisma.SourceHealthGetPayload<object>;
type TokenRow = Omit<Prisma.SourceTokenGetPayload<object>, "hash">;

const toHealth = (row: HealthRow | undefined): StoredHealth | null =>
  row === undefined
    ? null
    : {
        okAtMs: row.okAt?.getTime() ?? null,
        failedAtMs: row.failedAt?.getTime() ?? null,
        failingSinceMs: row.failingSince?.getTime() ?? null,
        failureClass: row.failureClass,
        message: row.message,
        version: row.version,
        latencyMs: row.latencyMs,
        requestsPerMinute: row.requestsPerMinute,
      };

const toToken = (row: TokenRow | undefined): StoredToken | null =>
  row === undefined ? null : { hint: row.hint, issuedAtMs: row.issuedAt.getTime(), lastUsedAtMs: row.lastUsedAt?.getTime() ?? null };

/** What is stored about sources beside their own rows, by source id. */
interface Beside {
  readonly readers: ReadonlyMap<string, number>;
  readonly secretFields: ReadonlyMap<string, readonly string[]>;
  readonly health: ReadonlyMap<string, HealthRow>;
  readonly tokens: ReadonlyMap<string, TokenRow>;
}

const toSource = (row: Row, beside: Beside): StoredSource => ({
  id: row.id,
  definition: {
    name: row.name,
    displayName: row.displayName,
    description: row.description,
    kind: row.kind,
    connection: StoredConnection.parse(row.connection),
    labels: StoredMap.parse(row.labels),
    annotations: StoredMap.parse(row.annotations),
  },
  secretOrigin: row.secretOrigin,
  secretFields: beside.secretFields.get(row.id) ?? [],
  revision: row.revision,
  objectives: beside.readers.get(row.id) ?? 0,
  health: toHealth(beside.health.get(row.id)),
  token: toToken(beside.tokens.get(row.id)),
  createdAtMs: row.createdAt.getTime(),
  updatedAtMs: row.updatedAt.getTime(),
});

/** How many objectives read from each source, or are about to. */
async function countReaders(db: Db, sourceIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ id: string; readers: number }[]>`
    select s.source_id as id, count(distinct o.id)::int as readers
      from stream s join objective o on s.id in (o.stream_id, o.next_stream_id)
     where o.archived_at is null and s.source_id = any(${[...sourceIds]}::uuid[]) group by s.source_id`;
  return new Map(rows.map(({ id, readers }) => [id, readers]));
}

async function findSecretFields(db: Db, sourceIds: string[]): Promise<Beside["secretFields"]> {
  const rows = await db.sourceSecret.findMany({
    where: { sourceId: { in: sourceIds } },
    select: { sourceId: true, field: true },
    orderBy: { field: "asc" },
  });
  const fields = new Map<string, string[]>();
  for (const { sourceId, field } of rows) fields.set(sourceId, [...(fields.get(sourceId) ?? []), field]);
  return fields;
}

/** One query after the other: inside a transaction all of them use its one connection. */
async function toSources(db: Db, rows: readonly Row[]): Promise<StoredSource[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const readers = await countReaders(db, ids);
  const secretFields = await findSecretFields(db, ids);
  const health = await db.sourceHealth.findMany({ where: { sourceId: { in: ids } } });
  const tokens = await db.sourceToken.findMany({ where: { sourceId: { in: ids } }, omit: { hash: true } });
  const beside = {
    readers,
    secretFields,
    health: new Map(health.map((one) => [one.sourceId, one])),
    tokens: new Map(tokens.map((one) => [one.sourceId, one])),
  };
  return rows.map((row) => toSource(row, beside));
}

async function find(db: Db, name: string): Promise<StoredSource | null> {
  const row = await db.source.findUnique({ where: { name } });
  const [source] = await toSources(db, row === null ? [] : [row]);
  return source ?? null;
}

export const makeSourceReader = (db: Db): SourceReader & SecretReader => ({
  find: (name) => find(db, name),
  list: async ({ limit, after }) => {
    const where = after === null ? {} : { name: { gt: after } };
    const rows = await db.source.findMany({ where, orderBy: { name: "asc" }, take: limit + 1 });
    return toPage(await toSources(db, rows), limit, ({ definition }) => definition.name);
  },
  sealedSecrets: async (sourceId) => {
    const rows = await db.sourceSecret.findMany({ where: { sourceId } });
    return new Map(rows.map(({ field, keyId, sealed }) => [field, { keyId, sealed }]));
  },
});

/** Kind, connection and revision of a source by id, for whoever connects to it. */
export const makeFindConnectable =
  (db: Db) =>
  (id: string): Promise<{ kind: string; connection: unknown; revision: number } | null> =>
    db.source.findUnique({ where: { id }, select: { kind: true, connection: true, revision: true } });

const toColumns = ({ definition, secretOrigin }: SourceRow) => ({
  name: definition.name,
  displayName: definition.displayName,
  description: definition.description,
  kind: definition.kind,
  connection: toJsonObject(definition.connection),
  labels: definition.labels,
  annotations: definition.annotations,
  secretOrigin,
});

export const makeSourceWriter = (db: Db): SourceWriter => ({
  lock: async (name) => {
    await db.$queryRaw`select id from source where name = ${name} for no key update`;
    return find(db, name);
  },
  insert: async (row) => {
    await db.source.create({ data: { id: row.id, ...toColumns(row) } });
  },
  update: async (row) => {
    await db.source.update({ where: { id: row.id }, data: { ...toColumns(row), revision: { increment: 1 } } });
  },
  writeSecrets: async (sourceId, secrets) => {
    for (const [field, secret] of secrets) {
      await db.sourceSecret.deleteMany({ where: { sourceId, field } });
      if (secret !== null)
        await db.sourceSecret.create({ data: { sourceId, field, keyId: secret.keyId, sealed: Uint8Array.from(secret.sealed) } });
    }
  },
  writeToken: async (sourceId, { hash, hint, issuedAtMs }) => {
    const token = { hash: Uint8Array.from(hash), hint, issuedAt: new Date(issuedAtMs), lastUsedAt: null };
    await db.sourceToken.upsert({ where: { sourceId }, create: { sourceId, ...token }, update: token });
  },
  remove: async (id) => {
    try {
      await db.source.delete({ where: { id } });
    } catch (error) {
      if (isReferredTo(error))
        throw new AppError("source.in-use", "Objectives that are archived read from this data source, or one started to just now");
      throw error;
    }
  },
});
