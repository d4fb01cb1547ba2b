import type { Minute, MinuteInterval } from "@solvent/domain";
import type pg from "pg";
import type { InPushTransaction, PushTransaction, SentMinutes } from "../../../usecases/push/push-store.ts";
import { toInstant } from "../evaluation/to-instant.ts";
import { inTransaction, sqlState } from "../minutes/fence.ts";
import { MINUTE_NAMES } from "./minute-names.ts";

const HOLD = "SELECT id FROM source WHERE id = $1 FOR KEY SHARE";

const ADMITS = `
  ${MINUTE_NAMES}
  SELECT EXISTS (SELECT 1 FROM push_minute WHERE source_id = $1 AND name = $2)
    OR (SELECT count(*) FROM (SELECT 1 FROM n WHERE name IS NOT NULL LIMIT $3) AS seen) < $3 AS admits`;

/* In the order of the key, so that two requests never wait for each other. */
const WRITE = `
  INSERT INTO push_minute AS stored (source_id, name, minute, good, total, received_at)
  SELECT $1, $2, m.minute, m.good, m.total, $6 FROM unnest($3::int[], $4::int8[], $5::int8[]) AS m (minute, good, total) ORDER BY m.minute
  ON CONFLICT (source_id, name, minute) DO UPDATE
    SET good = EXCLUDED.good, total = EXCLUDED.total, received_at = EXCLUDED.received_at
    WHERE (stored.good, stored.total) <> (EXCLUDED.good, EXCLUDED.total)
  RETURNING minute`;

const STREAMS = `
  SELECT id, greatest(first_minute, coalesce(minutes_from, 0)) AS minutes_from, watermark
  FROM stream WHERE source_id = $1 AND query = $2 AND kind = 'measured' ORDER BY id`;

/* The same lock that everybody takes who asks to read a stream again. */
const ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtext('refill_request'), $1::int)";

/* One that the evaluator has just begun waits here, is not queued any more, and stays. */
const TAKE = `
  DELETE FROM refill_request WHERE stream_id = $1 AND author = $2 AND state = 'queued' RETURNING from_minute, to_minute`;

/* Whoever sends late every minute would leave a receipt every minute. The corrections stay. */
const FORGET = `
  DELETE FROM refill_request WHERE stream_id = $1 AND author = $2 AND state IN ('done', 'failed') AND ended_at < clock_timestamp() - interval '1 day'`;

const QUEUE = `
  INSERT INTO refill_request (stream_id, from_minute, to_minute, cursor, author, requested_at)
  SELECT $1, r.start, r.end, r.start, $4, clock_timestamp() FROM unnest($2::int[], $3::int[]) AS r ("start", "end") ORDER BY r.start`;

interface StreamRow {
  readonly id: number;
  readonly minutes_from: Minute;
  readonly watermark: Minute;
}

async function write(client: pg.PoolClient, { sourceId, name, minutes, atMs }: SentMinutes): Promise<readonly Minute[]> {
  const lists = [minutes.map(({ minute }) => minute), minutes.map(({ good }) => good), minutes.map(({ total }) => total)];
  const { rows } = await client.query<{ minute: Minute }>(WRITE, [sourceId, name, ...lists, toInstant(atMs)]);
  return rows.map(({ minute }) => minute).sort((a, b) => a - b);
}

async function takeQueued(client: pg.PoolClient, streamId: number, author: string): Promise<readonly MinuteInterval[]> {
  await client.query(ONE_BY_ONE, [streamId]);
  await client.query(FORGET, [streamId, author]);
  const { rows } = await client.query<{ from_minute: Minute; to_minute: Minute }>(TAKE, [streamId, author]);
  return rows.map(({ from_minute, to_minute }) => ({ start: from_minute, end: to_minute }));
}

export const pushTransactionOf = (client: pg.PoolClient): PushTransaction => ({
  hold: async (sourceId) => ((await client.query(HOLD, [sourceId])).rowCount ?? 0) > 0,
  async admits(sourceId, name, most) {
    const { rows } = await client.query<{ admits: boolean }>(ADMITS, [sourceId, name, most]);
    return rows[0]?.admits === true;
  },
  write: (sent) => write(client, sent),
  async streamsOf(sourceId, query) {
    const { rows } = await client.query<StreamRow>(STREAMS, [sourceId, query]);
    return rows.map(({ id, minutes_from, watermark }) => ({ streamId: id, minutesFrom: minutes_from, watermark }));
  },
  takeQueued: (streamId, author) => takeQueued(client, streamId, author),
  async queue(streamId, intervals, author) {
    await client.query(QUEUE, [streamId, intervals.map(({ start }) => start), intervals.map(({ end }) => end), author]);
  },
});

const BEGIN = "BEGIN; SET LOCAL statement_timeout = '20s'; SET LOCAL idle_in_transaction_session_timeout = '10s'";
const MAX_ATTEMPTS = 4;
const DEADLOCK_DETECTED = "40P01";

/** Transactions over what others send, of what `toPort` makes of a connection. A deadlock with somebody who deletes the source runs the work again. */
export const inPushTransactions =
  <Tx>(pool: pg.Pool, toPort: (client: pg.PoolClient) => Tx) =>
  async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(pool, BEGIN, (client) => work(toPort(client)));
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || sqlState(error) !== DEADLOCK_DETECTED) throw error;
      }
    }
  };

export const makeInPushTransaction = (pool: pg.Pool): InPushTransaction => inPushTransactions(pool, pushTransactionOf);
