import { createHash } from "node:crypto";
import type { MeasuredIndicator } from "@solvent/domain";
import { findSourceKind, type QueryProbe } from "@solvent/metric-sources";
import type pg from "pg";

export interface SeededFleet {
  readonly sourceId: string;
  /** By service number: the stream of `service="s<number>"`. */
  readonly streamIds: readonly number[];
}

export interface Fleet {
  readonly url: string;
  readonly selectors: number;
  /** Series that a total selector matches. */
  readonly series: number;
  readonly objectives: number;
  readonly firstMinute: number;
}

export const SCRAPE_SECONDS = 15;
const DAY = 1440;
const TARGETS = ["99", "99.5", "99.9", "99.95", "99.99"];
const WINDOW_MINUTES = [7 * DAY, 28 * DAY, 30 * DAY, 90 * DAY];

export const totalSelector = (service: number): string => `http_requests_total{job="shop",service="s${service}"}`;
export const badSelector = (service: number): string => `http_requests_total{job="shop",service="s${service}",code=~"5.."}`;

const indicatorOf = (service: number): MeasuredIndicator => ({
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "bench", spec: { query: badSelector(service) } },
  total: { source: "bench", spec: { query: totalSelector(service) } },
});

function canonicalOf(indicator: MeasuredIndicator): string {
  const parsed = findSourceKind("prometheus")?.parseIndicator(indicator);
  if (!parsed?.ok) throw new Error("the prometheus source refused the benchmark's indicator");
  return parsed.value.canonical;
}

async function addStreams(pool: pg.Pool, fleet: Fleet & { sourceId: string }, indicators: readonly MeasuredIndicator[]): Promise<number[]> {
  const texts = indicators.map(canonicalOf);
  // What a look at each query would find; at 20 requests a second it would take minutes before the first tick.
  const probe: QueryProbe = {
    seriesFound: fleet.series,
    strategy: "raw",
    exactness: "exact",
    scrapeIntervalSeconds: SCRAPE_SECONDS,
    warnings: [],
  };
  const hashes = texts.map((text) => createHash("sha256").update(text).digest("hex"));
  const { rows } = await pool.query<{ id: number; spec_hash: string }>(
    `INSERT INTO stream (source_id, spec_hash, query, first_minute, watermark, probe, probed_at)
     SELECT $1, s.hash, s.query, $4::int, $4::int, $5, clock_timestamp() FROM unnest($2::text[], $3::text[]) AS s (hash, query) RETURNING id, spec_hash`,
    [fleet.sourceId, hashes, texts, fleet.firstMinute, probe],
  );
  const ids = new Map(rows.map((row) => [row.spec_hash, row.id]));
  return hashes.map((hash) => ids.get(hash) ?? 0);
}

/** Objective n reads stream n mod streams, with its own target and window as far as there are different ones. */
async function addObjectives(
  pool: pg.Pool,
  count: number,
  streamIds: readonly number[],
  indicators: readonly MeasuredIndicator[],
): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const definitions = numbers.map((n) => {
    const variant = Math.floor(n / streamIds.length);
    const window = { kind: "rolling", minutes: WINDOW_MINUTES[variant % WINDOW_MINUTES.length] };
    const targetPercent = TARGETS[Math.floor(variant / WINDOW_MINUTES.length) % TARGETS.length];
    return JSON.stringify({ name: `o${n}`, indicator: indicators[n % indicators.length], targetPercent, window });
  });
  await pool.query(
    `WITH s AS (INSERT INTO service (name) VALUES ('shop') RETURNING id),
       o AS (INSERT INTO objective (name, service_id, revision, stream_id) SELECT 'o' || u.n, s.id, 1, u.stream
         FROM s, unnest($1::int[], $2::int[]) AS u (n, stream) RETURNING id, name)
     INSERT INTO objective_revision (objective_id, revision, definition, changes, author)
     SELECT o.id, 1, d.definition, '[]', 'bench' FROM unnest($1::int[], $3::jsonb[]) AS d (n, definition) JOIN o ON o.name = 'o' || d.n`,
    [numbers, numbers.map((n) => streamIds[n % streamIds.length]), definitions],
  );
}

/** One source, a stream per service, and the objectives spread over them. Streams cover nothing yet. */
export async function seedFleet(pool: pg.Pool, fleet: Fleet): Promise<SeededFleet> {
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO source (name, kind, connection) VALUES ('bench', 'prometheus', $1) RETURNING id",
    [{ url: fleet.url }],
  );
  const sourceId = rows[0]?.id ?? "";
  const indicators = Array.from({ length: fleet.selectors }, (_, service) => indicatorOf(service));
  const streamIds = await addStreams(pool, { ...fleet, sourceId }, indicators);
  await addObjectives(pool, fleet.objectives, streamIds, indicators);
  await pool.query("ANALYZE");
  return { sourceId, streamIds };
}
