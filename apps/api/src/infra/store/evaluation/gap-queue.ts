import type { MissingReason } from "@solvent/domain";
import type { QueryProbe } from "@solvent/metric-sources";
import type pg from "pg";
import type { RefillStore } from "../../../jobs/refill/refill.ts";
import type { DueGap } from "../../../jobs/refill/refill-group.ts";
import type { GapRow } from "../../../jobs/shared/gap-row.ts";
import type { GapStore } from "../../../jobs/shared/gap-store.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { IS_READ } from "./plan-reader.ts";
import { toInstant } from "./to-instant.ts";

interface Row {
  readonly id: bigint;
  readonly stream_id: number;
  readonly from_minute: number;
  readonly to_minute: number;
  readonly reason: MissingReason;
  readonly opened_at: Date;
  readonly retry_at: Date | null;
  readonly attempts: number;
}

interface DueRow extends Row {
  readonly query: string;
  readonly probe: QueryProbe;
  readonly first_minute: number;
  readonly watermark: number;
}

const toGapRow = (row: Row): GapRow => ({
  id: row.id,
  streamId: row.stream_id,
  from: row.from_minute,
  to: row.to_minute,
  reason: row.reason,
  openedAtMs: row.opened_at.getTime(),
  retryAtMs: row.retry_at?.getTime() ?? null,
  attempts: row.attempts,
});

const toDueGap = (row: DueRow): DueGap => ({
  ...toGapRow(row),
  query: { canonical: row.query },
  probe: row.probe,
  firstMinute: row.first_minute,
  watermark: row.watermark,
});

const UNFILLED = `
  SELECT id, stream_id, from_minute, to_minute, reason, opened_at, retry_at, attempts FROM gap
  WHERE stream_id = ANY($1::int[]) AND filled_at IS NULL AND to_minute >= $2 AND from_minute <= $3`;

const DELETE = "DELETE FROM gap WHERE id = ANY($1::int8[])";

const INSERT = `
  INSERT INTO gap (stream_id, from_minute, to_minute, reason, opened_at, retry_at, attempts)
  SELECT * FROM unnest($1::int[], $2::int[], $3::int[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[])`;

const POSTPONE = `
  UPDATE gap SET retry_at = p.retry_at, attempts = p.attempts
  FROM unnest($1::int8[], $2::timestamptz[], $3::int[]) AS p (id, retry_at, attempts) WHERE gap.id = p.id AND gap.filled_at IS NULL`;

/* A source that is failing is not asked about the past; when it comes back its gaps are due at once. */
const DUE = `
  FROM gap g JOIN stream s ON s.id = g.stream_id LEFT JOIN source_health h ON h.source_id = s.source_id
  WHERE g.retry_at <= $1 AND g.filled_at IS NULL AND s.probe IS NOT NULL AND h.failing_since IS NULL AND s.kind = 'measured' AND ${IS_READ}`;

const DUE_GAPS = `
  SELECT g.id, g.stream_id, g.from_minute, g.to_minute, g.reason, g.opened_at, g.retry_at, g.attempts,
    s.query, s.probe, greatest(s.first_minute, s.minutes_from) AS first_minute, s.watermark
  ${DUE} AND s.source_id = $2 ORDER BY g.to_minute DESC, g.id LIMIT $3`;

/** Gap rows inside a writing transaction. */
export const gapRows: GapStore = {
  async unfilled(scope, streamIds, from, to) {
    const { rows } = await pgClientOf(scope).query<Row>(UNFILLED, [streamIds, from, to]);
    return rows.map(toGapRow);
  },
  async revise(scope, revisions) {
    const client = pgClientOf(scope);
    const removed = revisions.flatMap(({ remove }) => remove);
    const pieces = revisions.flatMap(({ insert }) => insert);
    if (removed.length > 0) await client.query(DELETE, [removed]);
    if (pieces.length === 0) return;
    await client.query(INSERT, [
      pieces.map((piece) => piece.streamId),
      pieces.map((piece) => piece.from),
      pieces.map((piece) => piece.to),
      pieces.map((piece) => piece.reason),
      pieces.map((piece) => toInstant(piece.openedAtMs)),
      pieces.map((piece) => toInstant(piece.retryAtMs)),
      pieces.map((piece) => piece.attempts),
    ]);
  },
};

/** The gaps to ask for again. */
export const makeGapQueue = (pool: pg.Pool): RefillStore => ({
  async sourcesWithDueGaps(nowMs) {
    const { rows } = await pool.query<{ source_id: string }>(`SELECT DISTINCT s.source_id ${DUE}`, [toInstant(nowMs)]);
    return rows.map((row) => row.source_id);
  },
  async dueGaps(sourceId, nowMs, limit) {
    const { rows } = await pool.query<DueRow>(DUE_GAPS, [toInstant(nowMs), sourceId, limit]);
    return rows.map(toDueGap);
  },
  async postpone(scope, gaps) {
    await pgClientOf(scope).query(POSTPONE, [
      gaps.map(({ id }) => id),
      gaps.map(({ retryAtMs }) => toInstant(retryAtMs)),
      gaps.map(({ attempts }) => attempts),
    ]);
  },
});
