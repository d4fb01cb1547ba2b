import { COUNT_SCALE, MINUTES_PER_HOUR, RATIO_SCALE } from "@solvent/domain";
import type pg from "pg";
import type { SlicesBehind, SlicesStore } from "../../../jobs/slices/slices-store.ts";
import { WANTED_BY_COMPOSITES } from "../composites/wanted-slices.ts";
import { fillSlices } from "../minutes/slices/fill-slices.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";

/** Parents and keys that objectives are judged by, or will be, or that composites are put together from, and of which there is no stream. */
const LACKING = `
  FROM (
    SELECT stream_id AS parent_id, slice_key FROM objective WHERE slice_key IS NOT NULL
    UNION SELECT next_stream_id, slice_key FROM objective WHERE slice_key IS NOT NULL AND next_stream_id IS NOT NULL
    UNION ${WANTED_BY_COMPOSITES}) AS w
  WHERE EXISTS (SELECT 1 FROM stream m WHERE m.id = w.parent_id AND m.kind = 'measured')
    AND NOT EXISTS (SELECT 1 FROM stream c WHERE c.parent_id = w.parent_id AND c.slice_key = w.slice_key)`;

/* The lock keeps the parent from being deleted meanwhile; what is made at the same time by a definition is the same row. */
const MAKE = `
  WITH lacking AS (SELECT w.parent_id, w.slice_key ${LACKING}),
    parent AS (SELECT s.* FROM stream s WHERE s.id IN (SELECT parent_id FROM lacking) ORDER BY s.id FOR KEY SHARE)
  INSERT INTO stream (source_id, spec_hash, kind, parent_id, slice_key, query, scale, first_minute, watermark)
  SELECT p.source_id, 'slices:' || p.id || ':' || w.slice_key, 'slices', p.id, w.slice_key, w.slice_key,
    CASE WHEN w.slice_key LIKE 'ratio_timeslices/%' THEN ${RATIO_SCALE} ELSE ${COUNT_SCALE} END,
    p.watermark - p.watermark % ${MINUTES_PER_HOUR}, p.watermark - p.watermark % ${MINUTES_PER_HOUR}
  FROM lacking w JOIN parent p ON p.id = w.parent_id
  ON CONFLICT DO NOTHING`;

/** Slices streams `c` that do not cover what their parents `p` cover. */
export const BEHIND =
  "p.watermark > p.first_minute AND (c.first_minute > greatest(p.first_minute, p.minutes_from) OR c.watermark < p.watermark)";

const FROM_BEHIND = `FROM stream c JOIN stream p ON p.id = c.parent_id WHERE c.kind = 'slices' AND ${BEHIND}`;

const SOURCES = `SELECT DISTINCT c.source_id ${FROM_BEHIND}`;

const STREAMS = `
  SELECT c.id, c.parent_id ${FROM_BEHIND} AND c.source_id = $1 ORDER BY c.watermark - p.watermark, c.id LIMIT $2`;

export const makeSlicesStore = (pool: pg.Pool): SlicesStore => ({
  async lackSlices() {
    return ((await pool.query(`SELECT 1 ${LACKING} LIMIT 1`)).rowCount ?? 0) > 0;
  },
  async makeSlices(scope) {
    await pgClientOf(scope).query(MAKE);
  },
  async sourcesBehind() {
    const { rows } = await pool.query<{ source_id: string }>(SOURCES);
    return rows.map(({ source_id }) => source_id);
  },
  async behind(sourceId, limit) {
    const { rows } = await pool.query<{ id: number; parent_id: number }>(STREAMS, [sourceId, limit]);
    return rows.map(({ id, parent_id }): SlicesBehind => ({ streamId: id, parentId: parent_id }));
  },
  fill: (scope, streams) =>
    fillSlices(
      pgClientOf(scope),
      streams.map(({ parentId }) => parentId),
      new Set(streams.map(({ streamId }) => streamId)),
    ),
});
