import type { AlertSeverity } from "@solvent/domain";
import type pg from "pg";
import type { EpisodeAlertReader } from "../../../usecases/insight/episode-alert-reader.ts";

const OPEN_WITHIN = `
  SELECT objective_id, id::text AS id, kind, severity, opened_at, closed_at FROM alert
   WHERE objective_id = ANY($1::uuid[]) AND opened_at <= $3 AND (closed_at IS NULL OR closed_at > $2)
   ORDER BY opened_at, alert.id`;

interface Row {
  readonly objective_id: string;
  readonly id: string;
  readonly kind: string;
  readonly severity: AlertSeverity;
  readonly opened_at: number;
  readonly closed_at: number | null;
}

export const makeEpisodeAlertReader = (pool: pg.Pool): EpisodeAlertReader => ({
  openWithin: async (objectiveIds, { start, end }) => {
    const { rows } = await pool.query<Row>(OPEN_WITHIN, [objectiveIds, start, end]);
    return rows.map(({ objective_id, id, kind, severity, opened_at, closed_at }) => ({
      objectiveId: objective_id,
      id,
      kind,
      severity,
      openedAt: opened_at,
      closedAt: closed_at,
    }));
  },
});
