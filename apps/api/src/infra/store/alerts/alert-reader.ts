import type pg from "pg";
import type { AlertReader, ReadTransition } from "../../../usecases/alert/alert-reader.ts";
import { findAlert, listAlerts, readTotals } from "./read-alerts.ts";
import { readNotifications } from "./read-notifications.ts";
import { StoredEvidence } from "./stored-alert.ts";

const TRANSITIONS = `
  SELECT rule, sequence, "to", minute, evidence FROM alert_transition WHERE alert_id = $1 ORDER BY minute, id`;

interface TransitionRow {
  readonly rule: string;
  readonly sequence: number;
  readonly to: ReadTransition["to"];
  readonly minute: number;
  readonly evidence: unknown;
}

const toTransition = ({ evidence, ...row }: TransitionRow): ReadTransition => ({
  ...row,
  evidence: evidence === null ? null : StoredEvidence.parse(evidence),
});

/** Alerts and what was sent of them, as the pages show them. */
export const makeAlertReader = (pool: pg.Pool): AlertReader => ({
  list: (filter, page) => listAlerts(pool, filter, page),
  totals: () => readTotals(pool),
  find: (id) => findAlert(pool, id),
  transitions: async (alertId) => (await pool.query<TransitionRow>(TRANSITIONS, [alertId])).rows.map(toTransition),
  notifications: (alertId) => readNotifications(pool, alertId),
});
