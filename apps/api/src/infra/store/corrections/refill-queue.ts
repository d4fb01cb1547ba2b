import type { QueryProbe } from "@solvent/metric-sources";
import type pg from "pg";
import type { OpenRefill, RefillRequestStore, StoredReader } from "../../../jobs/refill-request/refill-request-store.ts";
import { StoredTerms } from "../definitions/stored-json.ts";
import { toInstant } from "../evaluation/to-instant.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { StoredFigures } from "./stored-figures.ts";

interface Row {
  readonly id: string;
  readonly stream_id: number;
  readonly from_minute: number;
  readonly to_minute: number;
  readonly cursor: number;
  readonly before: unknown;
  readonly kept: number;
  readonly query: string;
  readonly probe: QueryProbe | null;
  readonly trouble: string | null;
  readonly minutes_from: number;
  readonly watermark: number;
}

const toOpen = (row: Row): OpenRefill => ({
  id: row.id,
  streamId: row.stream_id,
  interval: { start: row.from_minute, end: row.to_minute },
  cursor: row.cursor,
  before: row.before === null ? null : StoredFigures.parse(row.before),
  kept: row.kept,
  query: { canonical: row.query },
  probe: row.probe,
  trouble: row.trouble,
  minutesFrom: row.minutes_from,
  watermark: row.watermark,
});

const UNFINISHED = "FROM refill_request q JOIN stream s ON s.id = q.stream_id WHERE q.state IN ('queued', 'running')";

const SOURCES = `SELECT DISTINCT s.source_id ${UNFINISHED} AND s.source_id IS NOT NULL`;

const NEXT = `
  SELECT q.id, q.stream_id, q.from_minute, q.to_minute, q.cursor, q.before, coalesce((q.before->>'kept')::int, 0) AS kept, s.query, s.probe,
    (SELECT h.message FROM source_health h WHERE h.source_id = s.source_id AND h.failing_since IS NOT NULL) AS trouble,
    greatest(s.first_minute, coalesce(s.minutes_from, 0)) AS minutes_from, s.watermark
  ${UNFINISHED} AND s.source_id = $1 ORDER BY q.requested_at, q.id LIMIT 1`;

const READERS = `
  SELECT o.id, o.name, o.revision, r.definition, s.id AS stream_id, CASE WHEN s.kind = 'composite' THEN s.id ELSE c.id END AS slices_id,
    greatest(s.first_minute, coalesce(s.minutes_from, 0)) AS minutes_from, s.watermark
  FROM objective o JOIN objective_revision r ON r.objective_id = o.id AND r.revision = o.revision JOIN stream s ON s.id = o.stream_id
  LEFT JOIN stream c ON c.parent_id = o.stream_id AND c.slice_key = o.slice_key
  WHERE o.stream_id = ANY($1::int[]) ORDER BY o.name`;

const BEGIN = `UPDATE refill_request SET state = 'running', before = $2, started_at = $3 WHERE id = $1 AND state = 'queued'`;

const PROGRESS = `
  UPDATE refill_request SET cursor = $2, minutes_changed = minutes_changed + $3,
    before = jsonb_set(before, '{kept}', to_jsonb(coalesce((before->>'kept')::int, 0) + $4::int))
  WHERE id = $1`;

const END =
  "UPDATE refill_request SET state = $2, message = $3, after = $4, ended_at = $5 WHERE id = $1 AND state IN ('queued', 'running')";

interface ReaderRow {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly definition: unknown;
  readonly stream_id: number;
  readonly slices_id: number | null;
  readonly minutes_from: number;
  readonly watermark: number;
}

/** Nothing for one that cannot be read: it is not judged either. */
function toReaders(row: ReaderRow): StoredReader[] {
  const terms = StoredTerms.safeParse(row.definition).data;
  if (terms === undefined) return [];
  const { id, name, revision, stream_id, slices_id, minutes_from, watermark } = row;
  return [{ objectiveId: id, name, revision, terms, streamId: stream_id, slicesStreamId: slices_id, minutesFrom: minutes_from, watermark }];
}

/** Requests to read something again, for the evaluator. */
export const makeRefillQueue = (pool: pg.Pool): RefillRequestStore => ({
  async sourcesWithRequests() {
    const { rows } = await pool.query<{ source_id: string }>(SOURCES);
    return rows.map(({ source_id }) => source_id);
  },
  async next(sourceId) {
    const { rows } = await pool.query<Row>(NEXT, [sourceId]);
    return rows[0] === undefined ? null : toOpen(rows[0]);
  },
  async readersOf(scope, streamIds) {
    const { rows } = await pgClientOf(scope).query<ReaderRow>(READERS, [streamIds]);
    return rows.flatMap(toReaders);
  },
  async begin(scope, id, { before, atMs }) {
    await pgClientOf(scope).query(BEGIN, [id, JSON.stringify(before), toInstant(atMs)]);
  },
  async progress(scope, { id, cursor, changed, kept }) {
    await pgClientOf(scope).query(PROGRESS, [id, cursor, changed, kept]);
  },
  async end(scope, { id, state, message, after, atMs }) {
    await pgClientOf(scope).query(END, [id, state, message, after === null ? null : JSON.stringify(after), toInstant(atMs)]);
  },
});
