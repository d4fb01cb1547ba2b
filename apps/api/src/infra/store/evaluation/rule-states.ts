import type { AlertSeverity } from "@solvent/domain";
import type { RuleRow, RuleStateStore } from "../../../jobs/tick/judge.ts";
import { pgClientOf } from "../minutes/transaction-scope.ts";

const RULES_OF = `
  SELECT r.objective_id, r.rule, r.severity, r.firing_since, r.quiet_count
  FROM objective o JOIN rule_state r ON r.objective_id = o.id WHERE o.stream_id = ANY($1::int[])`;

/* The join leaves out objectives that were deleted or changed after the plan was read; the key lock keeps those that are there. */
const SAVE = `
  WITH present AS (SELECT id, stream_id, revision FROM objective WHERE id = ANY($1::uuid[]) FOR KEY SHARE)
  INSERT INTO rule_state (objective_id, rule, severity, firing_since, quiet_count, evaluated_at)
  SELECT s.objective_id, s.rule, s.severity, s.firing_since, s.quiet_count, s.evaluated_at
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[])
    AS s (objective_id, rule, severity, firing_since, quiet_count, evaluated_at, stream_id, revision)
  JOIN present ON present.id = s.objective_id AND present.stream_id = s.stream_id AND present.revision = s.revision
  ON CONFLICT (objective_id, rule) DO UPDATE SET
    severity = EXCLUDED.severity, firing_since = EXCLUDED.firing_since, quiet_count = EXCLUDED.quiet_count, evaluated_at = EXCLUDED.evaluated_at`;

const REMOVE = `
  DELETE FROM rule_state r USING unnest($1::uuid[], $2::text[]) AS gone (objective_id, rule)
  WHERE r.objective_id = gone.objective_id AND r.rule = gone.rule`;

interface Row {
  readonly objective_id: string;
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly firing_since: number;
  readonly quiet_count: number;
}

const toRuleRow = (row: Row): RuleRow => ({
  objectiveId: row.objective_id,
  rule: row.rule,
  severity: row.severity,
  firingSince: row.firing_since,
  quietCount: row.quiet_count,
});

export const ruleStates: RuleStateStore = {
  async rulesOf(scope, streamIds) {
    const { rows } = await pgClientOf(scope).query<Row>(RULES_OF, [streamIds]);
    return rows.map(toRuleRow);
  },
  async changeRules(scope, { save, remove }) {
    const client = pgClientOf(scope);
    if (save.length > 0) {
      await client.query(SAVE, [
        save.map((row) => row.objectiveId),
        save.map((row) => row.rule),
        save.map((row) => row.severity),
        save.map((row) => row.firingSince),
        save.map((row) => row.quietCount),
        save.map((row) => row.evaluatedAt),
        save.map((row) => row.streamId),
        save.map((row) => row.revision),
      ]);
    }
    if (remove.length > 0) await client.query(REMOVE, [remove.map((row) => row.objectiveId), remove.map((row) => row.rule)]);
  },
};
