import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from "@solvent/domain";
import type { QueryProbe } from "@solvent/metric-sources";
import type pg from "pg";
import type { DueStream, Reach, ReconcileStore, StoredStream } from "../../../jobs/reconcile/reconcile-store.ts";
import { IS_READ } from "../evaluation/plan-reader.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";

interface Row {
  readonly id: number;
  readonly query: string;
  readonly probe: QueryProbe;
  readonly minutes_from: number;
  readonly watermark: number;
}

const toStream = (row: Row): StoredStream => ({
  streamId: row.id,
  query: { canonical: row.query },
  probe: row.probe,
  minutesFrom: row.minutes_from,
  watermark: row.watermark,
});

const COLUMNS = "s.id, s.query, s.probe, greatest(s.first_minute, coalesce(s.minutes_from, 0)) AS minutes_from, s.watermark";

/* A source that is failing is not asked. */
const READABLE = `
  FROM stream s LEFT JOIN source_health h ON h.source_id = s.source_id LEFT JOIN reconciliation r ON r.stream_id = s.id
  WHERE s.kind = 'measured' AND s.probe IS NOT NULL AND h.failing_since IS NULL AND ${IS_READ}`;

const WEEK_IS_DUE = `coalesce(r.week_read_at, 0) <= $1 - ${MINUTES_PER_DAY}`;
const IS_DUE = `(coalesce(r.day_read_at, 0) <= $1 - ${MINUTES_PER_HOUR} OR ${WEEK_IS_DUE})`;

const SOURCES = `SELECT DISTINCT s.source_id ${READABLE} AND (r.stream_id IS NULL OR ${IS_DUE})`;

const DUE = `
  SELECT ${COLUMNS}, CASE WHEN ${WEEK_IS_DUE} THEN 'week' ELSE 'day' END AS reach
  ${READABLE} AND r.stream_id IS NOT NULL AND ${IS_DUE} AND s.source_id = $2
  ORDER BY reach DESC, coalesce(r.day_read_at, 0), s.id LIMIT $3`;

const PRESENT = `SELECT ${COLUMNS} ${READABLE} AND s.source_id = $1 AND s.id = ANY($2::int[]) ORDER BY s.id`;

const PLAN = `
  INSERT INTO reconciliation (stream_id, day_read_at, week_read_at)
  SELECT s.id, $2, $2 FROM stream s WHERE s.source_id = $1 AND s.kind = 'measured' AND ${IS_READ}
    AND NOT EXISTS (SELECT 1 FROM reconciliation r WHERE r.stream_id = s.id)
  ORDER BY s.id ON CONFLICT DO NOTHING`;

const DONE = `
  UPDATE reconciliation SET day_read_at = $2, week_read_at = CASE WHEN $3 THEN $2 ELSE week_read_at END WHERE stream_id = ANY($1::int[])`;

/** When late data was last looked for. */
export const makeReconcileStore = (pool: pg.Pool): ReconcileStore => ({
  async sourcesToReconcile(now) {
    const { rows } = await pool.query<{ source_id: string }>(SOURCES, [now]);
    return rows.map(({ source_id }) => source_id);
  },
  async due(sourceId, now, limit) {
    const { rows } = await pool.query<Row & { readonly reach: Reach }>(DUE, [now, sourceId, limit]);
    return rows.map((row): DueStream => ({ ...toStream(row), reach: row.reach }));
  },
  async present(sourceId, streamIds) {
    const { rows } = await pool.query<Row>(PRESENT, [sourceId, streamIds]);
    return rows.map(toStream);
  },
  async plan(scope, sourceId, now) {
    await pgClientOf(scope).query(PLAN, [sourceId, now]);
  },
  async done(scope, streamIds, { reach, at }) {
    await pgClientOf(scope).query(DONE, [streamIds, at, reach === "week"]);
  },
});
