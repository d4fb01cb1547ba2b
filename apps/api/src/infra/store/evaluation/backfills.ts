import type { QueryProbe } from "@solvent/metric-sources";
import type pg from "pg";
import type { BackfillStore, RunnableBackfill } from "../../../jobs/backfill/backfill-store.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { IS_READ } from "./plan-reader.ts";
import { toInstant } from "./to-instant.ts";

interface Row {
  readonly id: bigint;
  readonly stream_id: number;
  readonly query: string;
  readonly probe: QueryProbe;
  readonly from_minute: number;
  readonly to_minute: number;
  readonly first_minute: number;
  readonly attempts: number;
}

const toRunnable = (row: Row): RunnableBackfill => ({
  id: row.id,
  streamId: row.stream_id,
  query: { canonical: row.query },
  probe: row.probe,
  from: row.from_minute,
  to: row.to_minute,
  firstMinute: row.first_minute,
  attempts: row.attempts,
});

/* While a source fails its rows wait and lose no attempt. */
const RUNNABLE = `
  FROM backfill b JOIN stream s ON s.id = b.stream_id LEFT JOIN source_health h ON h.source_id = s.source_id
  WHERE b.state IN ('queued', 'running') AND (b.retry_at IS NULL OR b.retry_at <= $1) AND s.probe IS NOT NULL AND h.failing_since IS NULL
    AND ${IS_READ}`;

const ROWS = `
  SELECT b.id, b.stream_id, s.query, s.probe, b.from_minute, b.to_minute, s.first_minute, b.attempts
  ${RUNNABLE} AND s.source_id = $2 ORDER BY b.created_at, b.id`;

/*
 * A row that was cancelled meanwhile stays as it is; its minutes are stored all the same, and a resume goes on below them. A row that
 * was extended meanwhile is not done, unless a message says why there is nothing more to read.
 */
const PROGRESS = `
  UPDATE backfill b SET cursor = p.cursor, message = p.message, retry_at = p.retry_at, attempts = p.attempts,
    state = CASE WHEN p.state = 'done' AND p.message IS NULL AND b.from_minute < p.cursor THEN 'running' ELSE p.state END,
    started_at = coalesce(b.started_at, $7),
    ended_at = CASE WHEN p.state = 'running' OR (p.state = 'done' AND p.message IS NULL AND b.from_minute < p.cursor) THEN NULL ELSE $7::timestamptz END
  FROM unnest($1::int8[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::int[]) AS p (id, cursor, state, message, retry_at, attempts)
  WHERE b.id = p.id AND b.state IN ('queued', 'running')`;

export const makeBackfills = (pool: pg.Pool): BackfillStore => ({
  async sourcesWithBackfills(nowMs) {
    const { rows } = await pool.query<{ source_id: string }>(`SELECT DISTINCT s.source_id ${RUNNABLE}`, [toInstant(nowMs)]);
    return rows.map((row) => row.source_id);
  },
  async runnable(sourceId, nowMs) {
    const { rows } = await pool.query<Row>(ROWS, [toInstant(nowMs), sourceId]);
    return rows.map(toRunnable);
  },
  async progress(scope, rows, atMs) {
    await pgClientOf(scope).query(PROGRESS, [
      rows.map((row) => row.id),
      rows.map((row) => row.cursor),
      rows.map((row) => row.state),
      rows.map((row) => row.message),
      rows.map((row) => toInstant(row.retryAtMs)),
      rows.map((row) => row.attempts),
      toInstant(atMs),
    ]);
  },
});
