import type pg from "pg";
import { type Fence, StaleFenceError } from "../../../usecases/minutes/minute-store.ts";
import { WRITER_LEASE } from "../lease/lease-store.ts";

const MAX_ATTEMPTS = 4;
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";

/*
 * The planner switches keep every statement on index look-ups: partitions are new and without statistics, and a hash join over a
 * whole day to change a few rows of it is the plan that statistics of an empty table suggest.
 */
const BEGIN = `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL statement_timeout = '30s';
  SET LOCAL idle_in_transaction_session_timeout = '10s';
  SET LOCAL jit = off;
  SET LOCAL enable_seqscan = off;
  SET LOCAL enable_hashjoin = off;
  SET LOCAL enable_mergejoin = off`;

/* The share lock keeps renewal and takeover waiting until this transaction ends; that is what makes the fence tight. */
const CHECK_FENCE = `
  SELECT 1 FROM lease WHERE name = $1 AND owner = $2 AND token = $3::int8 AND expires_at > clock_timestamp() FOR SHARE`;

/**
 * Runs `work` in one transaction that holds the lease row FOR SHARE. Deadlocks and serialization failures run the whole work
 * again, so it must have no effect outside the transaction. Throws StaleFenceError when the lease is somebody else's or expired.
 */
export async function runFenced<T>(pool: pg.Pool, fence: Fence, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(pool, BEGIN, async (client) => {
        await checkFence(client, fence);
        return work(client);
      });
    } catch (error) {
      const code = sqlState(error);
      if (attempt === MAX_ATTEMPTS || (code !== SERIALIZATION_FAILURE && code !== DEADLOCK_DETECTED)) throw error;
    }
  }
}

const BEGIN_SNAPSHOT = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL statement_timeout = '30s';
  SET LOCAL idle_in_transaction_session_timeout = '10s';
  SET LOCAL jit = off;
  SET LOCAL enable_seqscan = off;
  SET LOCAL enable_hashjoin = off;
  SET LOCAL enable_mergejoin = off`;

/** Runs reading statements on one snapshot: a correction in between cannot show in one of them only. */
export function inSnapshot<T>(pool: pg.Pool, read: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, BEGIN_SNAPSHOT, read);
}

/** Commits what `work` did on a connection of the pool. When anything fails the connection is rolled back, or closed if that fails. */
export async function inTransaction<T>(pool: pg.Pool, begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that the server closes between two statements reports it here too; the next statement fails anyway.
  const ignore = () => undefined;
  client.on("error", ignore);
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") throw new Error("the transaction was rolled back: a statement in it had failed before");
    return result;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
}

export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

async function checkFence(client: pg.PoolClient, { owner, token }: Fence): Promise<void> {
  const { rowCount } = await client.query(CHECK_FENCE, [WRITER_LEASE, owner, token]);
  if (rowCount !== 1) throw new StaleFenceError(`the lease is not held by ${owner} with token ${token}, or it has expired`);
}

/** Leaves no transaction open on a connection that goes back to the pool; otherwise returns why it must be closed. */
async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query("ROLLBACK");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
