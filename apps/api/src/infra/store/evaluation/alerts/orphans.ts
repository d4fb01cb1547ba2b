import type pg from "pg";
import type { OrphanedAlert, OrphanReader } from "../../../../jobs/alerts/orphans.ts";
import { pgClientOf } from "../../minutes/transaction-scope.ts";

/* An objective that is archived is not judged any more. A source that nobody reads any more is not asked any more: it can neither fail nor come back. */
const ORPHANS = `
  SELECT a.id, a.opened_at, CASE WHEN a.objective_id IS NULL THEN 'deleted' ELSE 'revised' END AS reason FROM alert a
  WHERE a.closed_at IS NULL AND (
    (a.kind NOT IN ('source-down', 'evaluator-behind') AND a.objective_id IS NULL)
    OR (a.kind = 'source-down' AND NOT EXISTS (
      SELECT 1 FROM stream s JOIN objective o ON o.stream_id = s.id OR o.next_stream_id = s.id
      WHERE s.source_id = a.source_id AND o.archived_at IS NULL))
    OR EXISTS (SELECT 1 FROM objective x WHERE x.id = a.objective_id AND x.archived_at IS NOT NULL))
  ORDER BY a.id`;

interface Row {
  readonly id: bigint;
  readonly opened_at: number;
  readonly reason: OrphanedAlert["reason"];
}

const find = async (client: pg.Pool | pg.PoolClient) =>
  (await client.query<Row>(ORPHANS)).rows.map(({ id, opened_at, reason }) => ({ id, openedAt: opened_at, reason }));

export const makeOrphanReader = (pool: pg.Pool): OrphanReader => ({
  orphanedAlerts: () => find(pool),
  stillOrphaned: (scope) => find(pgClientOf(scope)),
});
