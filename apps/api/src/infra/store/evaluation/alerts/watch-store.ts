import type pg from "pg";
import type { WatchStore } from "../../../../jobs/alerts/evaluator-watch.ts";
import { inTransaction } from "../../minutes/fence.ts";
import { closeScope, openScope } from "../../minutes/transaction-scope.ts";

const LAG = `
  SELECT count(*)::int AS objectives, min(s.watermark) AS least FROM objective o JOIN stream s ON s.id = o.stream_id
  WHERE o.archived_at IS NULL AND s.kind = 'measured' AND s.watermark < $1 AND s.watermark > s.first_minute`;

const BEGIN = `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL statement_timeout = '10s';
  SET LOCAL idle_in_transaction_session_timeout = '10s'`;

/** Any number that nobody else uses. It ends with the transaction, so that a pooler may stand in between. */
const LOCK_KEY = 4_600_001;

export const makeWatchStore = (pool: pg.Pool): WatchStore => ({
  async nowMs() {
    const { rows } = await pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
    return rows[0]?.now.getTime() ?? 0;
  },
  async lagBehind(minute) {
    const { rows } = await pool.query<{ objectives: number; least: number | null }>(LAG, [minute]);
    const [row] = rows;
    return row === undefined || row.least === null ? null : { objectives: row.objectives, leastWatermark: row.least };
  },
  async hasOpenAlert(openKey) {
    return (await pool.query("SELECT 1 FROM alert WHERE open_key = $1", [openKey])).rowCount === 1;
  },
  exclusively: (work) =>
    inTransaction(pool, BEGIN, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEY]);
      const scope = openScope(client);
      try {
        await work(scope);
      } finally {
        closeScope(scope);
      }
    }),
});
