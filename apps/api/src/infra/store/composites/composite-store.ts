import type pg from "pg";
import type { CompositeGrowth, CompositeStore } from "../../../jobs/composites/composite-store.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { toLevels } from "./composite-levels.ts";
import { readAbove } from "./composites-above.ts";
import { fillComposites } from "./fill-composites.ts";
import { earlierSpan, newestSpan } from "./plan-spans.ts";
import { readComposites, type StoredComposite, WANTED_PART } from "./stored-composites.ts";

/* The minutes from which all parts of a composite are there. */
const COMMON_FIRST = `
  (SELECT max(greatest(x.first_minute, x.minutes_from)) FROM composite_part y JOIN stream x ON x.id = y.part_stream_id WHERE y.stream_id = w.id)`;

/*
 * A part that had nothing takes what there is. One that has something goes on with it until the other stream knows all that it can know:
 * slices that are judged as far as their parent goes, or a composite that reaches back as far as its parts.
 */
const MOVED = `
  FROM composite_part cp JOIN stream cs ON cs.id = cp.stream_id JOIN objective po ON po.id = cp.objective_id
  JOIN stream ps ON ps.id = po.stream_id JOIN stream w ON w.id = ${WANTED_PART} LEFT JOIN stream wp ON wp.id = w.parent_id
  WHERE w.id IS DISTINCT FROM cp.part_stream_id AND w.id <> cp.stream_id AND (cp.part_stream_id IS NULL
    OR (w.watermark > w.first_minute AND CASE WHEN w.kind = 'slices' THEN w.first_minute <= greatest(wp.first_minute, wp.minutes_from) AND w.watermark >= wp.watermark
      ELSE w.first_minute <= ${COMMON_FIRST} END))`;

/* Waits for those who are writing these parts; whoever writes them afterwards sees that they are parts. */
const LOCK_WANTED = "SELECT id FROM stream WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE";

const MOVE = `
  WITH moved AS (SELECT cp.stream_id, cp.position, w.id AS wanted ${MOVED}),
    noted AS (UPDATE composite_part cp SET part_stream_id = m.wanted FROM moved m WHERE cp.stream_id = m.stream_id AND cp.position = m.position
      RETURNING cp.stream_id)
  INSERT INTO composite_stale (stream_id, from_minute, to_minute)
  SELECT DISTINCT s.id, s.first_minute, s.watermark FROM noted n JOIN stream s ON s.id = n.stream_id WHERE s.first_minute < s.watermark`;

/** Those that objectives read; the others wait for the upkeep job. */
const READ = `
  SELECT DISTINCT s.id FROM objective o JOIN stream s ON s.id = o.stream_id WHERE s.kind = 'composite'`;

const isBehind = (composite: StoredComposite, work: CompositeGrowth): boolean =>
  composite.stale || (work === "live" ? newestSpan : earlierSpan)(composite) !== null;

/**
 * What has to be put together, the parts of each before it. One that is part of another one with something to do is followed by that: what it
 * gets now is news there.
 */
function behindByLevel(levels: readonly (readonly StoredComposite[])[], work: CompositeGrowth): number[][] {
  const moving = new Set<number>();
  for (const composite of levels.flat()) {
    const follows = work === "live" && composite.parts.some(({ stream }) => stream !== null && moving.has(stream.streamId));
    if (follows || isBehind(composite, work)) moving.add(composite.streamId);
  }
  return levels.map((level) => level.flatMap(({ streamId }) => (moving.has(streamId) ? [streamId] : []))).filter((ids) => ids.length > 0);
}

export const makeCompositeStore = (pool: pg.Pool): CompositeStore => ({
  async behind(work) {
    const { rows } = await pool.query<{ id: number }>(READ);
    if (rows.length === 0) return [];
    const composites = await readComposites(
      pool,
      rows.map(({ id }) => id),
    );
    return behindByLevel(toLevels(composites), work);
  },
  above: (streamId) => readAbove(pool, streamId),
  async hasMovedParts() {
    return ((await pool.query(`SELECT 1 ${MOVED} LIMIT 1`)).rowCount ?? 0) > 0;
  },
  async moveParts(scope) {
    const client = pgClientOf(scope);
    const { rows } = await client.query<{ id: number }>(`SELECT DISTINCT w.id ${MOVED}`);
    await client.query(LOCK_WANTED, [rows.map(({ id }) => id)]);
    await client.query(MOVE);
  },
  fill: (scope, streamIds, work) => fillComposites(pgClientOf(scope), streamIds, work),
});
