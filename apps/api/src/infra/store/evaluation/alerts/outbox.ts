import type pg from "pg";
import { effectiveRouteOf, ROUTE_OF_EVERYTHING } from "../../alerts/effective-route.ts";

/*
 * Who is told that an alert fired. Of an objective: its route. Of a source: the routes of everything that reads from it, and the one
 * for everything. Of the evaluator: the one for everything. Targets are named once each; one that is being deleted is waited for.
 */
const FIRED = `
  WITH told AS (
    SELECT DISTINCT a.id AS alert_id, rt.target_id
    FROM alert a
    JOIN LATERAL (
      SELECT ${effectiveRouteOf("a.objective_id")} AS route WHERE a.objective_id IS NOT NULL
      UNION
      SELECT ${effectiveRouteOf("o.id")} FROM stream s JOIN objective o ON o.stream_id = s.id OR o.next_stream_id = s.id
        WHERE a.kind = 'source-down' AND s.source_id = a.source_id AND o.archived_at IS NULL
      UNION
      SELECT ${ROUTE_OF_EVERYTHING} WHERE a.kind IN ('source-down', 'evaluator-behind')
    ) AS by ON by.route IS NOT NULL
    JOIN route_target rt ON rt.route_id = by.route AND rt.severity = a.severity
    WHERE a.id = ANY($1::int8[])
  ), present AS (
    SELECT t.id, t.name FROM notification_target t WHERE t.id IN (SELECT target_id FROM told) ORDER BY t.id FOR KEY SHARE
  )
  INSERT INTO notification (alert_id, target_id, target_name, event)
  SELECT told.alert_id, present.id, present.name, 'fired' FROM told JOIN present ON present.id = told.target_id
  ORDER BY told.alert_id, present.name
  ON CONFLICT (alert_id, event, target_id) DO NOTHING`;

/* Everybody who was to be told that it fired, also where that was suppressed or given up: the sender knows what to make of it. */
const RESOLVED = `
  WITH present AS (
    SELECT t.id, t.name FROM notification_target t
    WHERE t.id IN (SELECT n.target_id FROM notification n WHERE n.alert_id = ANY($1::int8[]) AND n.event = 'fired') ORDER BY t.id FOR KEY SHARE
  )
  INSERT INTO notification (alert_id, target_id, target_name, event)
  SELECT n.alert_id, present.id, present.name, 'resolved' FROM notification n JOIN present ON present.id = n.target_id
  WHERE n.alert_id = ANY($1::int8[]) AND n.event = 'fired'
  ORDER BY n.alert_id, n.id
  ON CONFLICT (alert_id, event, target_id) DO NOTHING`;

/** Puts notifications of these alerts into the outbox, in the transaction that opened them. */
export async function enqueueFired(client: pg.PoolClient, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length > 0) await client.query(FIRED, [alertIds]);
}

/** The same for alerts that this transaction closed. */
export async function enqueueResolved(client: pg.PoolClient, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length > 0) await client.query(RESOLVED, [alertIds]);
}
