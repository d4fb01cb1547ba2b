import type { PushedSeries, PushInbox } from "@solvent/metric-sources";
import type pg from "pg";

type Queryable = Pick<pg.Pool, "query">;
type SeriesAsk = Parameters<PushInbox["series"]>[0];
type NamesAsk = Omit<Parameters<PushInbox["names"]>[0], "of">;

interface Row {
  readonly metric: string;
  readonly kind: PushedSeries["kind"];
  readonly labels: Readonly<Record<string, string>>;
  readonly first_at_ms: number;
  readonly at: readonly number[] | null;
  readonly start: readonly (number | null)[] | null;
  readonly value: readonly number[] | null;
}

/* A delta says what happened since the sample before, so that one needs no sample before the span. */
const SERIES = `
  WITH wanted AS (
    SELECT id, metric, kind, labels, first_at_ms FROM push_series p
     WHERE source_id = $1 AND metric = $2
       AND (last_at_ms >= $5::float8
         OR (last_at_ms > $3::float8 AND first_at_ms <= $4::float8
           AND EXISTS (SELECT FROM push_sample s WHERE s.series_id = p.id AND s.at_ms > $3::float8::int8 AND s.at_ms <= $4::float8::int8)))
     ORDER BY id LIMIT $6)
  SELECT w.metric, w.kind, w.labels, w.first_at_ms::float8 AS first_at_ms, found.at, found.start, found.value
    FROM wanted w
   CROSS JOIN LATERAL (
     SELECT coalesce((SELECT max(s.at_ms) FROM push_sample s WHERE s.series_id = w.id AND s.at_ms <= $3::float8::int8 AND w.kind <> 'delta') - 1,
       $3::float8::int8) AS after_ms) edge
   CROSS JOIN LATERAL (
     SELECT array_agg(s.at_ms::float8 ORDER BY s.at_ms) AS at, array_agg(s.start_ms::float8 ORDER BY s.at_ms) AS start,
            array_agg(s.value ORDER BY s.at_ms) AS value
       FROM push_sample s WHERE s.series_id = w.id AND s.at_ms > edge.after_ms AND s.at_ms <= $4::float8::int8) found
   ORDER BY w.id`;

const NAMES = `
  SELECT DISTINCT metric COLLATE "C" AS metric FROM push_series
   WHERE source_id = $1 AND strpos(lower(metric), lower($2)) > 0 ORDER BY 1 LIMIT $3`;

const COUNT = `SELECT count(*)::int AS series, max(last_at_ms)::float8 AS last_at_ms FROM push_series WHERE source_id = $1`;

const toSeries = ({ metric, kind, labels, first_at_ms, at, start, value }: Row): PushedSeries => ({
  metric,
  kind,
  labels,
  firstAtMs: first_at_ms,
  samples: (at ?? []).map((atMs, index) => ({ atMs, value: value?.[index] ?? 0, startMs: start?.[index] ?? null })),
});

/** No instant is later: with it, nothing is asked for by when it was heard of. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** Series of one metric as PushInbox promises them. Throws when the signal is aborted. */
export async function readSeries(
  pool: Queryable,
  sourceId: string,
  { metric, fromMs, toMs, heardSinceMs = NEVER_MS, limit }: SeriesAsk,
  signal: AbortSignal,
): Promise<readonly PushedSeries[]> {
  signal.throwIfAborted();
  const { rows } = await pool.query<Row>(SERIES, [sourceId, metric, fromMs, toMs, heardSinceMs, limit]);
  signal.throwIfAborted();
  return rows.map(toSeries);
}

/** Names of metrics that contain the text in whatever case, sorted. */
export async function seriesNames(pool: Queryable, sourceId: string, { text, limit }: NamesAsk): Promise<readonly string[]> {
  const { rows } = await pool.query<{ metric: string }>(NAMES, [sourceId, text, limit]);
  return rows.map(({ metric }) => metric);
}

/** How many series a source has, and the time of the newest sample; null without any. */
export async function seriesCount(
  pool: Queryable,
  sourceId: string,
): Promise<{ readonly series: number; readonly lastAtMs: number | null }> {
  const { rows } = await pool.query<{ series: number; last_at_ms: number | null }>(COUNT, [sourceId]);
  return { series: rows[0]?.series ?? 0, lastAtMs: rows[0]?.last_at_ms ?? null };
}
