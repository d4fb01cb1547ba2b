import type pg from "pg";
import { inTransaction } from "../minutes/fence.ts";

/** Milliseconds since the epoch in place of the database's clock, for tests that move it; null is the database's own. */
export type OutboxTime = (() => number) | null;

const BEGIN = `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL statement_timeout = '10s';
  SET LOCAL idle_in_transaction_session_timeout = '5s';
  SET LOCAL jit = off`;

/** A short transaction on the outbox. A sender that stops in the middle of it must not hold the queue for long. */
export const inOutbox = <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => inTransaction(pool, BEGIN, work);

export const instant = (ms: number): string => new Date(ms).toISOString();

/** As a parameter for `coalesce($n::timestamptz, clock_timestamp())`. */
export const playedInstant = (time: OutboxTime): string | null => (time === null ? null : instant(time()));

export async function readNowMs(client: pg.PoolClient | pg.Pool, time: OutboxTime): Promise<number> {
  const { rows } = await client.query<{ now: Date }>("SELECT coalesce($1::timestamptz, clock_timestamp()) AS now", [playedInstant(time)]);
  const [row] = rows;
  if (row === undefined) throw new Error("the statement returned nothing");
  return row.now.getTime();
}
