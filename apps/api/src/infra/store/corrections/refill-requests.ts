import type pg from "pg";
import type { RefillRequests, RefillState, StoredRefill } from "../../../usecases/correction/refill-store.ts";
import { toPage } from "../../../usecases/page.ts";
import { inTransaction } from "../minutes/fence.ts";
import { StoredFigures } from "./stored-figures.ts";

interface Row {
  readonly id: string;
  readonly stream_id: number;
  readonly source: string;
  readonly from_minute: number;
  readonly to_minute: number;
  readonly cursor: number;
  readonly state: RefillState;
  readonly message: string | null;
  readonly minutes_changed: number;
  readonly before: unknown;
  readonly after: unknown;
  readonly author: string;
  readonly requested_at: Date;
  readonly ended_at: Date | null;
}

const toFigures = (stored: unknown) => (stored === null ? null : StoredFigures.parse(stored));

const toRefill = (row: Row): StoredRefill => ({
  id: row.id,
  streamId: row.stream_id,
  source: row.source,
  from: row.from_minute,
  to: row.to_minute,
  cursor: row.cursor,
  state: row.state,
  message: row.message,
  minutesChanged: row.minutes_changed,
  before: toFigures(row.before),
  after: toFigures(row.after),
  author: row.author,
  requestedAtMs: row.requested_at.getTime(),
  endedAtMs: row.ended_at?.getTime() ?? null,
});

const STREAM = `
  SELECT id, greatest(first_minute, coalesce(minutes_from, 0)) AS minutes_from, watermark FROM stream WHERE id = $1 AND kind = 'measured'`;

/* Two requests for the same stream come one after the other; the stream itself stays free for the tick. */
const ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtext('refill_request'), $1::int)";

const OVERLAPPING = `
  SELECT id FROM refill_request WHERE stream_id = $1 AND state IN ('queued', 'running') AND from_minute < $3 AND to_minute > $2
  ORDER BY requested_at LIMIT 1`;

/* Dated by the clock and not by the transaction, so that the order is that of the requests. */
const QUEUE = `
  INSERT INTO refill_request (stream_id, from_minute, to_minute, cursor, author, requested_at)
  VALUES ($1, $2, $3, $2, $4, clock_timestamp()) RETURNING id`;

const REFILLS = `
  SELECT q.id, q.stream_id, src.name AS source, q.from_minute, q.to_minute, q.cursor, q.state, q.message, q.minutes_changed, q.before, q.after,
    q.author, q.requested_at, q.ended_at
  FROM refill_request q JOIN stream s ON s.id = q.stream_id JOIN source src ON src.id = s.source_id`;

const FIND = `${REFILLS} WHERE q.id = $1`;

/* The id that a page ended with may be gone: then there is nothing after it. */
const LIST = `
  ${REFILLS} WHERE q.stream_id = $1 AND ($2::uuid IS NULL OR (q.requested_at, q.id) <
    (SELECT a.requested_at, a.id FROM refill_request a WHERE a.id = $2))
  ORDER BY q.requested_at DESC, q.id DESC LIMIT $3`;

/** Requests to read something again, for those who ask. */
export const makeRefillRequests = (pool: pg.Pool): RefillRequests => ({
  async findStream(streamId) {
    const { rows } = await pool.query<{ id: number; minutes_from: number; watermark: number }>(STREAM, [streamId]);
    return rows.map(({ id, minutes_from, watermark }) => ({ streamId: id, minutesFrom: minutes_from, watermark }))[0] ?? null;
  },
  queue: ({ streamId, interval: { start, end }, author }) =>
    inTransaction(pool, "BEGIN", async (client) => {
      await client.query(ONE_BY_ONE, [streamId]);
      const { rows: running } = await client.query<{ id: string }>(OVERLAPPING, [streamId, start, end]);
      if (running[0] !== undefined) return { overlapping: running[0].id };
      const { rows } = await client.query<{ id: string }>(QUEUE, [streamId, start, end, author]);
      if (rows[0] === undefined) throw new Error("the request was not stored");
      return { id: rows[0].id };
    }),
  async find(id) {
    const { rows } = await pool.query<Row>(FIND, [id]);
    return rows[0] === undefined ? null : toRefill(rows[0]);
  },
  async list(streamId, { limit, after }) {
    const { rows } = await pool.query<Row>(LIST, [streamId, after, limit + 1]);
    return toPage(rows.map(toRefill), limit, ({ id }) => id);
  },
});
