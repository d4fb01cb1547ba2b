import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type pg from "pg";
import type { KeptInstant } from "../../../jobs/upkeep/kept-instants.ts";
import { IntArray } from "../minutes/array-parameters.ts";

/* Partitions and their upper bounds, oldest first: '… TO (492720)'. */
const PARTITIONS = `
  SELECT c.relname AS name, substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''?(\\d+)''?\\)')::int AS "end"
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 2`;

interface PartitionRow {
  readonly name: string;
  readonly end: number;
}

/** Partitions that end at or before `end`, in hours for stream_hour and in minutes for stream_anchor. Oldest first. */
export const partitionsBefore = async (client: pg.Pool | pg.PoolClient, parent: string, end: number): Promise<PartitionRow[]> =>
  (await client.query<PartitionRow>(PARTITIONS, [parent])).rows.filter((partition) => partition.end <= end);

/** Locks of ACCESS EXCLUSIVE stop every reader behind them: rather try again later than wait for one. */
const LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

async function dropPartition(client: pg.PoolClient, parent: "stream_hour" | "stream_anchor", name: string): Promise<void> {
  await client.query(LOCK_TIMEOUT);
  // The name comes from the catalogue and is one of ours: stream_hour_20261123.
  await client.query(`ALTER TABLE ${parent} DETACH PARTITION ${name}`);
  await client.query(`DROP TABLE ${name}`);
}

/* In the order in which every writer of minutes locks them. */
const LOCK_OLDER = "SELECT id FROM stream WHERE first_minute < $1 AND coalesce(minutes_from, 0) < $1 ORDER BY id FOR UPDATE";

/*
 * Before the hours go. What there is already stays. Instants outside of the coverage have no totals; the anchor of their hour tells that it
 * is inside. All are inside an hour, so the look-up in its row never is one before its first element.
 */
const KEEP = `
  INSERT INTO stream_anchor (stream, minute, good, total, known, active)
  SELECT k.stream, k.minute, a.good + h.good, a.total + h.total, a.known + h.known, a.active + h.active
  FROM unnest($1::int[], $2::int[]) AS k (stream, minute)
  JOIN stream AS s ON s.id = k.stream AND k.minute BETWEEN s.first_minute AND s.watermark
  CROSS JOIN LATERAL (
    SELECT t.good, t.total, t.known, t.active FROM stream_anchor AS t
    WHERE t.stream = k.stream AND t.minute = k.minute - k.minute % ${MINUTES_PER_HOUR} AND t.minute BETWEEN $3 AND $4 OFFSET 0) AS a
  CROSS JOIN LATERAL (
    SELECT t.good[k.minute % ${MINUTES_PER_HOUR}] AS good, t.total[k.minute % ${MINUTES_PER_HOUR}] AS total,
      t.known[k.minute % ${MINUTES_PER_HOUR}] AS known, t.active[k.minute % ${MINUTES_PER_HOUR}] AS active
    FROM stream_hour AS t
    WHERE t.stream = k.stream AND t.hour = k.minute / ${MINUTES_PER_HOUR} AND t.hour BETWEEN $3 / ${MINUTES_PER_HOUR} AND $4 / ${MINUTES_PER_HOUR} OFFSET 0) AS h
  ORDER BY k.minute, k.stream
  ON CONFLICT DO NOTHING`;

/* A stream that ended before begins anew: nothing could be added to it without the minutes in between. */
const RESET = "UPDATE stream SET first_minute = $1, watermark = $1, minutes_from = NULL WHERE first_minute < $1 AND watermark < $1";

const MARK = "UPDATE stream SET minutes_from = $1 WHERE first_minute < $1 AND coalesce(minutes_from, 0) < $1";

/* What is not filled stays missing for good, and says why. Of what was filled nothing that is kept is explained any more. */
const SETTLE_GAPS = "UPDATE gap SET retry_at = NULL WHERE to_minute <= $1 AND retry_at IS NOT NULL";
const DROP_FILLED = "DELETE FROM gap WHERE to_minute <= $1 AND filled_at IS NOT NULL";
const DROP_CORRECTIONS = "DELETE FROM correction c USING stream s WHERE c.stream_id = s.id AND c.hour < $1";
const DROP_RECEIPTS = "DELETE FROM refill_request WHERE to_minute <= $1 AND state IN ('done', 'failed')";

/** See `HistoryStore.dropDay`. */
export async function dropDay(client: pg.PoolClient, dayEnd: Minute, instants: readonly KeptInstant[]): Promise<void> {
  const [oldest] = await partitionsBefore(client, "stream_hour", dayEnd / MINUTES_PER_HOUR);
  if (oldest === undefined) return;
  const end = oldest.end * MINUTES_PER_HOUR;
  await client.query(LOCK_OLDER, [end]);
  await keep(
    client,
    instants.filter(({ minute }) => minute < end),
  );
  for (const statement of [RESET, MARK, SETTLE_GAPS, DROP_FILLED, DROP_RECEIPTS]) await client.query(statement, [end]);
  await client.query(DROP_CORRECTIONS, [oldest.end]);
  await dropPartition(client, "stream_hour", oldest.name);
}

async function keep(client: pg.PoolClient, instants: readonly KeptInstant[]): Promise<void> {
  if (instants.length === 0) return;
  const minutes = instants.map(({ minute }) => minute);
  const first = minutes.reduce((a, b) => Math.min(a, b));
  const last = minutes.reduce((a, b) => Math.max(a, b));
  const lists = [instants.map(({ streamId }) => streamId), minutes].map((values) => new IntArray(values).toParameter());
  await client.query(KEEP, [...lists, first - (first % MINUTES_PER_HOUR), last]);
}

const LOCK_COVERING = "SELECT id FROM stream WHERE first_minute < $1 ORDER BY id FOR UPDATE";
/* Coverage begins where running totals are kept from. */
const RAISE = "UPDATE stream SET first_minute = $1, watermark = greatest(watermark, $1) WHERE first_minute < $1";
const DROP_GAPS = "DELETE FROM gap WHERE to_minute <= $1";

/** See `HistoryStore.dropAnchors`. */
export async function dropAnchors(client: pg.PoolClient, cut: Minute): Promise<void> {
  const old = await partitionsBefore(client, "stream_anchor", cut);
  const end = old.at(-1)?.end;
  if (end === undefined) return;
  for (const statement of [LOCK_COVERING, RAISE, DROP_GAPS]) await client.query(statement, [end]);
  for (const { name } of old) await dropPartition(client, "stream_anchor", name);
}
