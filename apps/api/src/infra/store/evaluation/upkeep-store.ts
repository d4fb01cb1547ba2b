import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type pg from "pg";
import type { UpkeepStore } from "../../../jobs/upkeep/upkeep.ts";
import type { TransactionScope } from "../../../usecases/minutes/minute-store.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { IS_READ } from "./plan-reader.ts";
import { toInstant } from "./to-instant.ts";

/* Slices are of use while an objective that reads, or will read, their parent is judged by them. */
const IS_USED = `
  CASE WHEN s.kind = 'slices' THEN EXISTS (
    SELECT 1 FROM objective u WHERE u.slice_key = s.slice_key AND (u.stream_id = s.parent_id OR u.next_stream_id = s.parent_id))
  ELSE ${IS_READ} END`;

const UNREAD = `SELECT s.id FROM stream s WHERE NOT ${IS_USED} ORDER BY s.id`;

/* Partitions and their upper bounds, oldest first: '… TO (492720)'. */
const PARTITIONS = `
  SELECT c.relname AS name, substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''?(\\d+)''?\\)')::int AS "end"
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 2`;

/* In the order in which every writer of minutes locks them. */
const LOCK_OLDER = "SELECT id FROM stream WHERE first_minute < $1 ORDER BY id FOR UPDATE";

/* Coverage begins where minutes are kept from; a stream that ended before holds nothing from then on. */
const RAISE = "UPDATE stream SET first_minute = $1, watermark = greatest(watermark, $1) WHERE first_minute < $1";

const DROP_ANCHORS = `
  DELETE FROM stream_anchor a USING generate_series($1::int, $2::int, ${MINUTES_PER_HOUR}) AS m (minute), stream s
  WHERE a.stream = s.id AND a.minute = m.minute`;

const DROP_GAPS = "DELETE FROM gap WHERE to_minute <= $1";

const LOCK = "SELECT id FROM stream WHERE id = ANY($1::int[]) OR parent_id = ANY($1::int[]) ORDER BY id FOR UPDATE";

const STILL_UNREAD = `SELECT s.id, s.first_minute, s.watermark FROM stream s WHERE s.id = ANY($1::int[]) AND NOT ${IS_USED}`;

/* They go with their parent, and so must their minutes. */
const SLICES_OF = "SELECT id, first_minute, watermark FROM stream WHERE parent_id = ANY($1::int[])";

const DROP_HOURS_OF = `
  DELETE FROM stream_hour h USING generate_series($2::int, $3::int) AS k (hour) WHERE h.hour = k.hour AND h.stream = ANY($1::int[])`;

/* By its key, which begins with the minute; anchors stand at the whole hours of the coverage and nowhere else. */
const DROP_ANCHORS_OF = `
  DELETE FROM stream_anchor a USING generate_series($2::int, $3::int, ${MINUTES_PER_HOUR}) AS m (minute)
  WHERE a.minute = m.minute AND a.stream = ANY($1::int[])`;

const DROP_ATTEMPTS = `
  DELETE FROM delivery d WHERE d.started_at < $1 AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.delivery_id = d.id)`;

interface StreamRow {
  readonly id: number;
  readonly first_minute: Minute;
  readonly watermark: Minute;
}

interface PartitionRow {
  readonly name: string;
  readonly end: number;
}

/** Locks of ACCESS EXCLUSIVE stop every reader behind them: rather try again later than wait for one. */
const LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

async function dropPartition(client: pg.PoolClient, parent: "stream_hour" | "stream_anchor", name: string): Promise<void> {
  await client.query(LOCK_TIMEOUT);
  // The name comes from the catalogue and is one of ours: stream_hour_20261123.
  await client.query(`ALTER TABLE ${parent} DETACH PARTITION ${name}`);
  await client.query(`DROP TABLE ${name}`);
}

const partitionsBefore = async (client: pg.Pool | pg.PoolClient, parent: string, end: number): Promise<PartitionRow[]> =>
  (await client.query<PartitionRow>(PARTITIONS, [parent])).rows.filter((partition) => partition.end <= end);

async function dropDay(client: pg.PoolClient, partition: PartitionRow): Promise<void> {
  const end = partition.end * MINUTES_PER_HOUR;
  await client.query(LOCK_OLDER, [end]);
  await client.query(RAISE, [end]);
  await client.query(DROP_ANCHORS, [end - MINUTES_PER_DAY, end - MINUTES_PER_HOUR]);
  await client.query(DROP_GAPS, [end]);
  await dropPartition(client, "stream_hour", partition.name);
  for (const { name } of await partitionsBefore(client, "stream_anchor", end)) await dropPartition(client, "stream_anchor", name);
}

async function removeStreams(scope: TransactionScope, streamIds: readonly number[]): Promise<void> {
  const client = pgClientOf(scope);
  await client.query(LOCK, [streamIds]);
  // Asked again after the lock: a definition may have found the stream in the meantime.
  const { rows } = await client.query<StreamRow>(STILL_UNREAD, [streamIds]);
  const slices = await client.query<StreamRow>(SLICES_OF, [rows.map(({ id }) => id)]);
  for (const { id, first_minute, watermark } of [...slices.rows, ...rows]) {
    const hours = [Math.floor(first_minute / MINUTES_PER_HOUR), Math.floor(watermark / MINUTES_PER_HOUR)];
    await client.query(DROP_HOURS_OF, [[id], ...hours]);
    await client.query(DROP_ANCHORS_OF, [[id], ...hours.map((hour) => hour * MINUTES_PER_HOUR)]);
    await client.query("DELETE FROM stream WHERE id = $1", [id]);
  }
}

export interface UpkeepStoreDeps {
  readonly pool: pg.Pool;
  /** Makes the partitions of the coming days. */
  readonly prepareAhead: (now: Minute) => Promise<void>;
}

/** Retention and removal, each in transactions short enough to hold up nobody. */
export const makeUpkeepStore = ({ pool, prepareAhead }: UpkeepStoreDeps): UpkeepStore => ({
  prepareAhead,
  async daysBefore(cut) {
    const partitions = await partitionsBefore(pool, "stream_hour", Math.floor(cut / MINUTES_PER_HOUR));
    return partitions.map(({ end }) => end * MINUTES_PER_HOUR);
  },
  async dropDay(scope, dayEnd) {
    const client = pgClientOf(scope);
    const [oldest] = await partitionsBefore(client, "stream_hour", dayEnd / MINUTES_PER_HOUR);
    if (oldest !== undefined) await dropDay(client, oldest);
  },
  async unreadStreams() {
    const { rows } = await pool.query<{ id: number }>(UNREAD);
    return rows.map(({ id }) => id);
  },
  removeStreams,
  async dropAttempts(scope, cutMs) {
    await pgClientOf(scope).query(DROP_ATTEMPTS, [toInstant(cutMs)]);
  },
});
