import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type MigrationFile, readMigrationFiles } from "./migration-files.ts";

/** The database cannot be brought to the schema of this Solvent; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** The key that Prisma's own engine locks, so that the two keep out of each other's way. */
const LOCK_KEY = 72_707_369;
const LOCK_NOT_AVAILABLE = "55P03";

/** How long a migration waits for a lock on a table, and how often it tries again. */
interface LockPatience {
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly pauseMs: number;
}

const PATIENCE: LockPatience = { timeoutMs: 2_000, attempts: 10, pauseMs: 1_000 };

interface AppliedMigration {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/**
 * Brings the database to the newest migration of `dir` and returns the names of those it applied. Keeps Prisma's table
 * `_prisma_migrations`, so `prisma migrate deploy` may take turns with it.
 *
 * Every migration is one transaction together with its row: a process that dies leaves it whole or not at all. The lock is taken
 * within that transaction (a pooler may hand each transaction another session), and what is applied is read under it, so any
 * number of processes may start at once. DDL waits only shortly for a table lock and is tried again, because a queued DDL
 * statement holds up every query behind it. A migration must therefore not end its transaction, nor need to run outside one.
 */
export async function migrate(connectionString: string, dir: string, patience: LockPatience = PATIENCE): Promise<readonly string[]> {
  const files = await readMigrationFiles(dir);
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, application_name: "solvent-migrate" });
  // The query under way rejects as well; without a listener the process would end.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const applied: string[] = [];
    for (;;) {
      const name = await applyNextPatiently(client, files, patience);
      if (name === null) return applied;
      applied.push(name);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function applyNextPatiently(client: pg.Client, files: readonly MigrationFile[], patience: LockPatience): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(client, () => applyNext(client, files, patience.timeoutMs));
    } catch (error) {
      const cause = error instanceof MigrationError ? error.cause : error;
      if (!(cause instanceof pg.DatabaseError) || cause.code !== LOCK_NOT_AVAILABLE || attempt === patience.attempts) throw error;
      await sleep(patience.pauseMs);
    }
  }
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** Applies the first migration that is not there yet and returns its name; null when all are. */
async function applyNext(client: pg.Client, files: readonly MigrationFile[], lockTimeoutMs: number): Promise<string | null> {
  // Long enough for another process to finish its migration.
  await client.query("SET LOCAL lock_timeout = '10min'; SET LOCAL statement_timeout = 0");
  await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEY]);
  const applied = await readApplied(client);
  checkHistory(applied, files);
  const names = new Set(applied.map(({ migration_name }) => migration_name));
  const next = files.find(({ name }) => !names.has(name));
  if (next === undefined) return null;
  try {
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    await client.query(next.sql);
  } catch (cause) {
    throw new MigrationError(`migration ${next.name} failed and was undone: ${(cause as Error).message}`, { cause });
  }
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES (gen_random_uuid(), $1, $2, now(), clock_timestamp(), 1)`,
    [next.checksum, next.name],
  );
  return next.name;
}

async function readApplied(client: pg.Client): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<{ found: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found");
  if (rows[0]?.found !== true) await client.query(CREATE_HISTORY);
  const history = await client.query<AppliedMigration>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  return history.rows;
}

function checkHistory(applied: readonly AppliedMigration[], files: readonly MigrationFile[]): void {
  const known = new Map(files.map((file) => [file.name, file]));
  const unknown = applied.filter(({ migration_name }) => !known.has(migration_name));
  if (unknown.length > 0) {
    const names = unknown.map(({ migration_name }) => migration_name).join(", ");
    throw new MigrationError(`the database is newer than this Solvent: it has the migrations ${names}. Start the newer Solvent.`);
  }
  for (const { migration_name, checksum, finished } of applied) {
    if (!finished) {
      throw new MigrationError(
        `migration ${migration_name} was started by the Prisma CLI and did not finish. Repair the database, then run: ` +
          `prisma migrate resolve --rolled-back ${migration_name}`,
      );
    }
    if (checksum !== known.get(migration_name)?.checksum) {
      throw new MigrationError(`migration ${migration_name} was edited after it was applied to this database. Restore its migration.sql.`);
    }
  }
}

const CREATE_HISTORY = `CREATE TABLE _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;
