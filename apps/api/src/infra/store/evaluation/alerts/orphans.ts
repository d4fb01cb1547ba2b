import type pg from "pg";
import type { OrphanReader } from "../../../../jobs/alerts/orphans.ts";
import { pgClientOf } from "../../minutes/transaction-scope.ts";

/* A source that nobody reads any more is not asked any more: it can neither fail nor come back. */
const ORPHANS = `
  SELECT a.id, a.opened_at FROM alert a
  WHERE a.closed_at IS NULL AND (
    (a.kind IN ('burn', 'no-data') AND a.objective_id IS NULL)
    OR (a.kind = 'source-down' AND NOT EXISTS (
      SELECT 1 FROM stream s JOIN objective o ON o.stream_id = s.id OR o.next_stream_id = s.id WHERE s.source_id = a.source_id)))
  ORDER BY a.id`;

interface Row {
  readonly id: bigint;
  readonly opened_at: number;
}

const find = async (client: pg.Pool | pg.PoolClient) =>
  (await client.query<Row>(ORPHANS)).rows.map(({ id, opened_at }) => ({ id, openedAt: opened_at }));

export const makeOrphanReader = (pool: pg.Pool): OrphanReader => ({
  orphanedAlerts: () => find(pool),
  stillOrphaned: (scope) => find(pgClientOf(scope)),
});
