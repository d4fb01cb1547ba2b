import type {
  StoredTarget,
  StoredTargetHealth,
  TargetReader,
  TargetRoute,
  TargetRow,
  TargetWriter,
} from "../../../usecases/notification/target-store.ts";
import { toPage } from "../../../usecases/page.ts";
import type { SealedSecret } from "../../../usecases/source/source-store.ts";
import { type Db, type Prisma, toJsonObject } from "./prisma.ts";
import { StoredConnection } from "./stored-json.ts";
import { readHealth, readRoutes } from "./target-surroundings.ts";

const INCLUDE = {
  failover: { select: { name: true } },
  secrets: { select: { field: true }, orderBy: { field: "asc" } },
} as const satisfies Prisma.NotificationTargetInclude;
type Row = Prisma.NotificationTargetGetPayload<{ include: typeof INCLUDE }>;

const NO_HEALTH: StoredTargetHealth = {
  okAtMs: null,
  failingSinceMs: null,
  failureClass: null,
  message: null,
  pending: 0,
  oldestPendingAtMs: null,
  dead: 0,
};

/** What is stored about targets beside their own rows, by target id. */
interface Beside {
  readonly health: ReadonlyMap<string, StoredTargetHealth>;
  readonly routes: ReadonlyMap<string, readonly TargetRoute[]>;
}

const toTarget = (row: Row, beside: Beside): StoredTarget => ({
  id: row.id,
  definition: {
    name: row.name,
    displayName: row.displayName,
    kind: row.kind,
    settings: StoredConnection.parse(row.settings),
    failover: row.failover?.name ?? null,
  },
  secretOrigin: row.secretOrigin,
  secretFields: row.secrets.map(({ field }) => field),
  routes: beside.routes.get(row.id) ?? [],
  health: beside.health.get(row.id) ?? NO_HEALTH,
  revision: row.revision,
  createdAtMs: row.createdAt.getTime(),
  updatedAtMs: row.updatedAt.getTime(),
});

/** One query after the other: inside a transaction all of them use its one connection. */
async function toTargets(db: Db, rows: readonly Row[]): Promise<StoredTarget[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const health = await readHealth(db, ids);
  const routes = await readRoutes(db, ids);
  return rows.map((row) => toTarget(row, { health, routes }));
}

async function find(db: Db, name: string): Promise<StoredTarget | null> {
  const row = await db.notificationTarget.findUnique({ where: { name }, include: INCLUDE });
  const [target] = await toTargets(db, row === null ? [] : [row]);
  return target ?? null;
}

export interface TargetSecretReader {
  sealedSecrets(targetId: string): Promise<ReadonlyMap<string, SealedSecret>>;
}

export const makeTargetReader = (db: Db): TargetReader & TargetSecretReader => ({
  find: (name) => find(db, name),
  list: async ({ limit, after }) => {
    const where = after === null ? {} : { name: { gt: after } };
    const rows = await db.notificationTarget.findMany({ where, include: INCLUDE, orderBy: { name: "asc" }, take: limit + 1 });
    return toPage(await toTargets(db, rows), limit, ({ definition }) => definition.name);
  },
  sealedSecrets: async (targetId) => {
    const rows = await db.notificationTargetSecret.findMany({ where: { targetId } });
    return new Map(rows.map(({ field, keyId, sealed }) => [field, { keyId, sealed }]));
  },
});

/** Kind, settings and revision of a target by id, for whoever connects to it. */
export const makeFindConnectableTarget =
  (db: Db) =>
  (id: string): Promise<{ kind: string; settings: unknown; revision: number } | null> =>
    db.notificationTarget.findUnique({ where: { id }, select: { kind: true, settings: true, revision: true } });

const toColumns = ({ definition, failoverId, secretOrigin }: TargetRow) => ({
  name: definition.name,
  displayName: definition.displayName,
  kind: definition.kind,
  settings: toJsonObject(definition.settings),
  failoverId,
  secretOrigin,
});

interface LockedRow {
  readonly id: string;
  readonly name: string;
  readonly failover: string | null;
}

async function giveUpWaiting(db: Db, id: string): Promise<void> {
  // The sender chooses what to send under the lock of the queue. What is under way just now ends as it ends.
  await db.$queryRaw`select target_id from notification_queue where target_id = ${id}::uuid for update`;
  await db.$executeRaw`
    update notification n set state = 'dead', reason = 'the target was deleted', settled_at = now()
     where n.target_id = ${id}::uuid
       and (n.state = 'pending' or n.state = 'sending' and not exists (
         select 1 from notification_queue q where q.target_id = n.target_id and q.locked_until > clock_timestamp()))`;
}

/** Removes the route for everything if this target is all that it leads to. */
const removeLonelyDefault = (db: Db, id: string): Promise<number> => db.$executeRaw`
  delete from notification_route r where r.everything = 'all'
    and exists (select 1 from route_target rt where rt.route_id = r.id)
    and not exists (select 1 from route_target rt where rt.route_id = r.id and rt.target_id <> ${id}::uuid)`;

export const makeTargetWriter = (db: Db): TargetWriter => ({
  lockAll: async () => {
    const rows = await db.$queryRaw<LockedRow[]>`
      select t.id, t.name, (select f.name from notification_target f where f.id = t.failover_id) as failover
        from notification_target t order by t.name for no key update of t`;
    return new Map(rows.map(({ id, name, failover }) => [name, { id, failover }]));
  },
  find: (name) => find(db, name),
  insert: async (row) => {
    await db.notificationTarget.create({ data: { id: row.id, ...toColumns(row) } });
  },
  update: async (row) => {
    await db.notificationTarget.update({ where: { id: row.id }, data: { ...toColumns(row), revision: { increment: 1 } } });
    // What was wrong with it may be repaired: what waits is tried at once.
    await db.notificationQueue.updateMany({ where: { targetId: row.id, claim: null }, data: { notBefore: null } });
  },
  writeSecrets: async (targetId, secrets) => {
    for (const [field, secret] of secrets) {
      await db.notificationTargetSecret.deleteMany({ where: { targetId, field } });
      if (secret !== null) {
        const { keyId, sealed } = secret;
        await db.notificationTargetSecret.create({ data: { targetId, field, keyId, sealed: Uint8Array.from(sealed) } });
      }
    }
  },
  remove: async (id) => {
    // From here on nothing can be queued for it any more.
    await db.$queryRaw`select id from notification_target where id = ${id}::uuid for update`;
    await giveUpWaiting(db, id);
    await removeLonelyDefault(db, id);
    await db.notificationTarget.delete({ where: { id } });
  },
});
