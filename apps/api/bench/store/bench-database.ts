import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { type LocalPostgres, startLocalPostgres } from "../../src/infra/local-postgres/local-postgres.ts";
import type { Settings } from "../../src/infra/local-postgres/settings.ts";
import { makeLeaseStore } from "../../src/infra/store/lease/lease-store.ts";
import { migrate } from "../../src/infra/store/migrate.ts";
import { type MinuteStore, makeMinuteStore } from "../../src/infra/store/minutes/minute-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import type { Fence } from "../../src/usecases/minutes/minute-store.ts";

const MIGRATIONS = fileURLToPath(new URL("../../../../prisma/migrations", import.meta.url));
const POOL_SIZE = 4;
const DAY_MS = 86_400_000;

export interface BenchDatabase {
  readonly pool: pg.Pool;
  readonly store: MinuteStore;
  readonly fence: Fence;
  stop(): Promise<void>;
}

/** The server that comes with the product, with its settings and those given here, on data in `directory`, and the store on it. */
export async function startBenchDatabase(directory: string, log: (line: string) => void, settings: Settings = {}): Promise<BenchDatabase> {
  const server = await startLocalPostgres({ dataDir: directory, sharedRoot: join(directory, "shared"), log, settings });
  try {
    await migrate(server.url, MIGRATIONS);
    return await connect(server, log);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function connect(server: LocalPostgres, log: (line: string) => void): Promise<BenchDatabase> {
  let stopping = false;
  const onError = (error: Error) => {
    if (!stopping) log(error.message);
  };
  const pool = makePool({ connectionString: server.url, size: POOL_SIZE, applicationName: "solvent-bench", onError });
  await pool.query("DELETE FROM lease");
  const grant = await makeLeaseStore(pool).acquire(randomUUID(), DAY_MS);
  if (grant === null) throw new Error("the lease of the benchmark's own database is taken");
  const stop = async () => {
    stopping = true;
    await pool.end();
    await server.stop();
  };
  return { pool, store: makeMinuteStore(pool), fence: grant.fence, stop };
}

/** Streams of one source that cover nothing yet; returns their ids, ascending. */
export async function addStreams(pool: pg.Pool, count: number, firstMinute: number): Promise<readonly number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `WITH s AS (INSERT INTO source (name, kind, connection) VALUES ('bench', 'prometheus', '{}') RETURNING id)
     INSERT INTO stream (source_id, spec_hash, labels, query, first_minute, watermark)
     SELECT s.id, md5(n::text), jsonb_build_object('route', n), 'sum by (route) (http_requests_total)', $1::int, $1::int
     FROM s, generate_series(1, $2::int) AS n RETURNING id`,
    [firstMinute, count],
  );
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** Bytes of both tables with their indexes. */
export async function storedBytes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(inhrelid))::text AS bytes FROM pg_inherits
     WHERE inhparent IN ('stream_hour'::regclass, 'stream_anchor'::regclass)`,
  );
  return Number(rows[0]?.bytes);
}
