import type { FailingSourceReader } from "../../../../jobs/alerts/source-alerts.ts";
import { pgClientOf } from "../../minutes/transaction-scope.ts";

const FAILING = `
  SELECT src.name, h.failing_since,
    ARRAY(SELECT DISTINCT o.id FROM stream s JOIN objective o ON o.stream_id = s.id WHERE s.source_id = src.id AND o.archived_at IS NULL ORDER BY o.id) AS objectives
  FROM source src JOIN source_health h ON h.source_id = src.id WHERE src.id = $1 AND h.failing_since IS NOT NULL`;

export const failingSources: FailingSourceReader = {
  async failingSource(scope, sourceId) {
    const { rows } = await pgClientOf(scope).query<{ name: string; failing_since: Date; objectives: string[] }>(FAILING, [sourceId]);
    const [row] = rows;
    return row === undefined ? null : { name: row.name, failingSinceMs: row.failing_since.getTime(), objectiveIds: row.objectives };
  },
};
