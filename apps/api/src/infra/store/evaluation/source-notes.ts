import type pg from "pg";
import type { ProbeStore } from "../../../jobs/probe/probe-streams.ts";
import type { GeneratedStore } from "../../../jobs/shared/mark-generated.ts";
import type { SourceHealthStore } from "../../../jobs/tick/record-health.ts";
import type { ClampStore } from "../../../jobs/tick/store-batch.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { IS_READ, type StreamRow, toPlannedStream } from "./plan-reader.ts";
import { toInstant } from "./to-instant.ts";

/* The join leaves out a source that was deleted after it was asked. */
const NOTE_OK = `
  INSERT INTO source_health (source_id, ok_at, latency_ms, requests_per_minute) SELECT id, $2, $3, $4 FROM source WHERE id = $1 FOR KEY SHARE
  ON CONFLICT (source_id) DO UPDATE SET
    ok_at = EXCLUDED.ok_at, latency_ms = EXCLUDED.latency_ms, requests_per_minute = EXCLUDED.requests_per_minute,
    failing_since = NULL, failure_class = NULL, message = NULL`;

const NOTE_FAILURE = `
  INSERT INTO source_health (source_id, failed_at, failing_since, latency_ms, requests_per_minute, failure_class, message)
  SELECT id, $2, $2, $3, $4, $5, $6 FROM source WHERE id = $1 FOR KEY SHARE
  ON CONFLICT (source_id) DO UPDATE SET
    failed_at = EXCLUDED.failed_at, failing_since = coalesce(source_health.failing_since, EXCLUDED.failing_since),
    latency_ms = EXCLUDED.latency_ms, requests_per_minute = EXCLUDED.requests_per_minute,
    failure_class = EXCLUDED.failure_class, message = EXCLUDED.message`;

const NOTE_VERSION = `
  INSERT INTO source_health (source_id, version) SELECT id, $2 FROM source WHERE id = $1 FOR KEY SHARE
  ON CONFLICT (source_id) DO UPDATE SET version = EXCLUDED.version`;

const EXPEDITE = `
  UPDATE gap SET retry_at = $2 FROM stream s
  WHERE s.id = gap.stream_id AND s.source_id = $1 AND gap.retry_at > $2 AND gap.filled_at IS NULL`;

const SAVE_PROBES = `
  UPDATE stream s SET probe = p.probe, probed_at = $3
  FROM unnest($1::int[], $2::jsonb[]) AS p (id, probe) WHERE s.id = p.id`;

/* A share for each source: one that cannot be connected keeps its streams stale, and would be all there is. */
const STALE_PROBES = `
  SELECT stale.id, source_id, query, probe, first_minute, watermark FROM (
    SELECT s.*, row_number() OVER (PARTITION BY s.source_id ORDER BY s.probed_at) AS place FROM stream s
    WHERE s.probed_at <= $1 AND s.kind = 'measured' AND ${IS_READ}) AS stale
  WHERE place <= $2 ORDER BY probed_at`;

const WITHOUT_VERSION = `
  SELECT src.id FROM source src JOIN source_health h ON h.source_id = src.id WHERE h.version IS NULL AND h.failing_since IS NULL`;

const ADD_CLAMPED = `
  UPDATE stream s SET clamped_minutes = s.clamped_minutes + c.minutes
  FROM unnest($1::int[], $2::int[]) AS c (id, minutes) WHERE s.id = c.id`;

export const sourceHealth: SourceHealthStore = {
  async noteHealth(scope, { sourceId, failure, latencyMs, requestsPerMinute, atMs }) {
    const client = pgClientOf(scope);
    const seen = [sourceId, toInstant(atMs), latencyMs, requestsPerMinute];
    if (failure === null) await client.query(NOTE_OK, seen);
    else await client.query(NOTE_FAILURE, [...seen, failure.class, failure.message]);
  },
  async noteVersion(scope, sourceId, version) {
    await pgClientOf(scope).query(NOTE_VERSION, [sourceId, version]);
  },
  async expediteGaps(scope, sourceId, dueAtMs) {
    await pgClientOf(scope).query(EXPEDITE, [sourceId, toInstant(dueAtMs)]);
  },
};

export const makeProbeStore = (pool: pg.Pool): ProbeStore => ({
  async sourcesWithoutVersion() {
    const { rows } = await pool.query<{ id: string }>(WITHOUT_VERSION);
    return rows.map(({ id }) => id);
  },
  async saveProbes(scope, results, probedAtMs) {
    const probes = results.map(({ probe }) => (probe === null ? null : JSON.stringify(probe)));
    await pgClientOf(scope).query(SAVE_PROBES, [results.map(({ streamId }) => streamId), probes, toInstant(probedAtMs)]);
  },
  async staleProbes(beforeMs, limit) {
    const { rows } = await pool.query<StreamRow>(STALE_PROBES, [toInstant(beforeMs), limit]);
    return rows.map(toPlannedStream);
  },
});

/* Chunks come newest first, and an extended back-fill comes again: the latest end stays. */
const MARK_GENERATED = `
  UPDATE stream s SET generated_until = greatest(coalesce(s.generated_until, 0), g.until)
  FROM unnest($1::int[], $2::int[]) AS g (stream, until) WHERE s.id = g.stream`;

export const generated: GeneratedStore = {
  async markGenerated(scope, rows) {
    await pgClientOf(scope).query(MARK_GENERATED, [rows.map(({ streamId }) => streamId), rows.map(({ until }) => until)]);
  },
};

export const clamps: ClampStore = {
  async addClamped(scope, streams) {
    await pgClientOf(scope).query(ADD_CLAMPED, [streams.map(({ streamId }) => streamId), streams.map(({ minutes }) => minutes)]);
  },
};
