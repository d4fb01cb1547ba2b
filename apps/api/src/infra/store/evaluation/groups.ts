import { combinationKey, type LabelCombination, type MeasuredIndicator } from "@solvent/domain";
import type pg from "pg";
import type { AbsentMember, DueGroup, GroupQueue } from "../../../jobs/groups/group-queue.ts";
import { StoredTerms } from "../definitions/stored-json.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";
import { toInstant } from "./to-instant.ts";

const DUE = `
  SELECT g.id, g.name, g.revision, src.id AS source_id, r.definition #> '{objective,indicator}' AS indicator, r.definition -> 'groupBy' AS group_by
  FROM objective_group g
  JOIN objective_group_revision r ON r.group_id = g.id AND r.revision = g.revision
  JOIN source src ON src.name = coalesce(r.definition #>> '{objective,indicator,part,source}', r.definition #>> '{objective,indicator,metric,source}')
  WHERE g.listed_at IS NULL OR g.listed_at < $1
  ORDER BY g.listed_at NULLS FIRST, g.name`;

const ACTIVE = `
  SELECT o.id, o.group_labels, o.stream_id, s.watermark, r.definition, o.created_at
  FROM objective o JOIN objective_revision r ON r.objective_id = o.id AND r.revision = o.revision JOIN stream s ON s.id = o.stream_id
  WHERE o.group_id = $1 AND o.archived_at IS NULL AND o.updated_at < $2
    AND NOT EXISTS (SELECT 1 FROM backfill b WHERE b.stream_id = o.stream_id AND b.state IN ('queued', 'running'))
  ORDER BY o.id`;

const ARCHIVE = `
  UPDATE objective o SET archived_at = $4, updated_at = greatest(clock_timestamp(), o.updated_at)
  FROM objective_group g
  WHERE o.id = ANY($1::uuid[]) AND o.archived_at IS NULL AND g.id = o.group_id AND g.revision = $2 AND g.listed_at = $3
  RETURNING o.id`;

interface DueRow {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly source_id: string;
  readonly indicator: MeasuredIndicator;
  readonly group_by: readonly string[];
}

interface ActiveRow {
  readonly id: string;
  readonly group_labels: LabelCombination;
  readonly stream_id: number;
  readonly watermark: number;
  readonly definition: unknown;
  readonly created_at: Date;
}

const toDue = (row: DueRow): DueGroup => ({
  groupId: row.id,
  name: row.name,
  revision: row.revision,
  sourceId: row.source_id,
  indicator: row.indicator,
  groupBy: row.group_by,
});

const toAbsent = (row: ActiveRow): AbsentMember => ({
  objectiveId: row.id,
  streamId: row.stream_id,
  watermark: row.watermark,
  terms: StoredTerms.parse(row.definition),
  createdAtMs: row.created_at.getTime(),
});

/** Which groups are to be listed, and which of their objectives are to be archived. */
export const makeObjectiveGroups = (pool: pg.Pool): GroupQueue => ({
  async due(listedBeforeMs) {
    const { rows } = await pool.query<DueRow>(DUE, [toInstant(listedBeforeMs)]);
    return rows.map(toDue);
  },
  async absent(scope, { groupId, found }, beforeMs) {
    const present = new Set(found.map(combinationKey));
    const { rows } = await pgClientOf(scope).query<ActiveRow>(ACTIVE, [groupId, toInstant(beforeMs)]);
    return rows.filter((row) => !present.has(combinationKey(row.group_labels))).map(toAbsent);
  },
  async archive(scope, { revision, askedAtMs }, objectiveIds, atMs) {
    const client = pgClientOf(scope);
    const { rows } = await client.query<{ id: string }>(ARCHIVE, [objectiveIds, revision, toInstant(askedAtMs), toInstant(atMs)]);
    // A rule that fires is state of what is judged.
    await client.query("DELETE FROM rule_state WHERE objective_id = ANY($1::uuid[])", [rows.map(({ id }) => id)]);
  },
});
