import type { QueryProbe } from "@solvent/metric-sources";
import type pg from "pg";
import type { JudgedTerms, Plan, PlannedObjective, PlannedSource, PlannedStream, PlanReader } from "../../../jobs/tick/plan.ts";
import { makeAttachedPolicies, policyStampOf } from "../definitions/attached-policies.ts";
import { StoredTerms } from "../definitions/stored-json.ts";
import { BEHIND } from "./slices-store.ts";

export interface StreamRow {
  readonly id: number;
  readonly source_id: string;
  readonly query: string;
  readonly probe: QueryProbe | null;
  readonly first_minute: number;
  readonly watermark: number;
}

export const toPlannedStream = (row: StreamRow): PlannedStream => ({
  streamId: row.id,
  sourceId: row.source_id,
  query: { canonical: row.query },
  probe: row.probe,
  firstMinute: row.first_minute,
  watermark: row.watermark,
});

/** Condition on `s`: the stream belongs to some objective, or will, also to one that is archived. */
export const IS_HELD = `(EXISTS (SELECT 1 FROM objective r WHERE r.stream_id = s.id) OR EXISTS (SELECT 1 FROM objective n WHERE n.next_stream_id = s.id))`;

/** Condition on `s`: some objective reads the stream, or will. */
export const IS_READ = `(EXISTS (SELECT 1 FROM objective r WHERE r.stream_id = s.id AND r.archived_at IS NULL)
  OR EXISTS (SELECT 1 FROM objective n WHERE n.next_stream_id = s.id AND n.archived_at IS NULL))`;

const STREAMS = `
  SELECT s.id, s.source_id, s.query, s.probe, s.first_minute, s.watermark
  FROM stream s WHERE s.kind = 'measured' AND ${IS_READ} ORDER BY s.id`;

const SOURCES = `
  SELECT src.id, src.name, h.failing_since IS NOT NULL AS failing,
    EXISTS (SELECT 1 FROM alert a WHERE a.open_key = 'source-down/' || src.id) AS alerted
  FROM source src LEFT JOIN source_health h ON h.source_id = src.id ORDER BY src.name`;

/* Slices are ready while they cover what their parent covers: from then on every write of the parent keeps it so. A composite is its own slices. */
const OBJECTIVES = `
  SELECT o.id, o.revision, ${policyStampOf("o.id")}, o.stream_id, o.next_stream_id, o.slice_key IS NOT NULL,
    CASE WHEN p.kind = 'composite' THEN p.id ELSE c.id END, p.kind = 'composite' OR (c.id IS NOT NULL AND NOT (${BEHIND}))
  FROM objective o JOIN stream p ON p.id = o.stream_id
  LEFT JOIN stream c ON c.parent_id = o.stream_id AND c.slice_key = o.slice_key
  WHERE o.archived_at IS NULL`;

const TERMS = `
  SELECT r.objective_id, r.revision, r.definition, ${policyStampOf("r.objective_id")} AS stamp
  FROM unnest($1::uuid[], $2::int[]) AS asked (objective_id, revision)
  JOIN objective_revision r USING (objective_id, revision)`;

interface TermsRow {
  readonly objective_id: string;
  readonly revision: number;
  readonly definition: unknown;
  readonly stamp: string;
}

const toTerms = (row: TermsRow, policiesOf: (stamp: string) => JudgedTerms["policies"]): JudgedTerms => ({
  objectiveId: row.objective_id,
  revision: row.revision,
  terms: StoredTerms.safeParse(row.definition).data ?? null,
  policies: policiesOf(row.stamp),
  policyStamp: row.stamp,
});

type ObjectiveRow = [string, number, string, number, number | null, boolean, number | null, boolean];

async function plannedObjectives(client: pg.PoolClient): Promise<PlannedObjective[]> {
  const { rows } = await client.query<ObjectiveRow>({ text: OBJECTIVES, rowMode: "array" });
  return rows.map(([objectiveId, revision, policyStamp, streamId, nextStreamId, isSliced, slicesId, ready]) => ({
    objectiveId,
    revision,
    policyStamp,
    streamId,
    nextStreamId,
    slices: isSliced ? { streamId: slicesId, ready } : null,
  }));
}

async function readPlan(client: pg.PoolClient): Promise<Plan> {
  const sources = await client.query<{ id: string } & Omit<PlannedSource, "sourceId">>(SOURCES);
  const streams = await client.query<StreamRow>(STREAMS);
  return {
    sources: sources.rows.map(({ id, name, failing, alerted }) => ({ sourceId: id, name, failing, alerted })),
    streams: streams.rows.map(toPlannedStream),
    objectives: await plannedObjectives(client),
  };
}

/** What is read and judged. Not one snapshot: what changes between the statements is seen by the next tick. */
export function makePlanReader(pool: pg.Pool): PlanReader {
  const attached = makeAttachedPolicies(pool);
  return {
    async plan() {
      const client = await pool.connect();
      try {
        return await readPlan(client);
      } finally {
        client.release();
      }
    },
    async terms(revisions) {
      const parameters = [revisions.map(({ objectiveId }) => objectiveId), revisions.map(({ revision }) => revision)];
      const { rows } = await pool.query<TermsRow>(TERMS, parameters);
      const policiesOf = await attached.read(rows.map(({ stamp }) => stamp));
      return rows.map((row) => toTerms(row, policiesOf));
    },
  };
}
