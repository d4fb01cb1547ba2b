import pg from "pg";

export interface PoolOptions {
  readonly connectionString: string;
  /** Connections at most. A fixed number, so that all pools together stay under the server's limit. */
  readonly size: number;
  /** Seen in pg_stat_activity. */
  readonly applicationName: string;
  /** Longest wait for an answer; a connection that says nothing for longer is given up. No limit when left out. */
  readonly queryTimeoutMs?: number;
  /** Told about connections that break while nobody uses them; the pool replaces them by itself. */
  onError(error: Error): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 60_000;
/** A connection keeps the plan of every statement that was ever prepared in it, also of those that ask for partitions of a day long past. */
const LIFETIME_SECONDS = 3_600;

/**
 * The door of the hot path to Postgres. int8 columns arrive as bigint, everything else as pg does it. Nothing is set per session:
 * whoever needs a setting uses SET LOCAL, so that a pooler in transaction mode may stand in between.
 */
export function makePool({ connectionString, size, applicationName, queryTimeoutMs, onError }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: size,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    keepAlive: true,
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
    types: { getTypeParser: parserOf },
  });
  pool.on("error", onError);
  return pool;
}

function parserOf(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === pg.types.builtins.INT8) return BigInt;
  return pg.types.getTypeParser(oid, format ?? "text");
}
