import type pg from "pg";
import type { AlertFilter, AlertPlace, OpenAlertTotals, ReadAlert } from "../../../usecases/alert/alert-reader.ts";
import { mutedUntilOf } from "./muted-until.ts";
import { StoredBill, StoredEvidence, StoredSubject } from "./stored-alert.ts";

/* A service or team that was muted stays so for the alert of an objective that was deleted since: the alert knows its service's name. */
const SHOWN = `
  SELECT a.id, a.kind, a.severity, a.origin, a.objective_id IS NOT NULL AS objective_exists, a.subject, a.onset, a.opened_at, a.closed_at,
    a.close_reason, a.blind_since, a.evidence, a.bill, told.*,
    CASE WHEN a.closed_at IS NULL THEN (extract(epoch FROM ${mutedUntilOf({
      objective: "a.objective_id",
      service: "s.id",
      team: "s.team_id",
    })}) * 1000)::float8 END AS muted_until_ms
  FROM alert a
  LEFT JOIN objective o ON o.id = a.objective_id
  LEFT JOIN service s ON s.id = o.service_id OR (o.id IS NULL AND s.name = a.subject -> 'objective' ->> 'service')
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE n.state = 'sent')::int AS sent, count(*) FILTER (WHERE n.state IN ('pending', 'sending'))::int AS pending,
      count(*) FILTER (WHERE n.state = 'suppressed')::int AS suppressed, count(*) FILTER (WHERE n.state = 'dead')::int AS dead
    FROM notification n WHERE n.alert_id = a.id) told`;

/*
 * Only open alerts have an open_key, and it is indexed. An objective's past alerts are found by its id, those of a deleted one of the
 * same name by the name.
 */
const MATCHES = `
  ($1::text IS NULL OR b.kind = $1) AND ($2::text IS NULL OR b.severity = $2)
  AND ($3::text IS NULL OR b.objective_id = (SELECT id FROM objective WHERE name = $3)
    OR (b.objective_id IS NULL AND b.subject -> 'objective' ->> 'name' = $3))
  AND ($4::text IS NULL OR b.subject -> 'objective' ->> 'service' = $4) AND ($5::text IS NULL OR b.subject -> 'objective' ->> 'team' = $5)
  AND ($6::text IS NULL OR b.subject ->> 'source' = $6)
  AND ($7::int8 IS NULL OR b.closed_at IS NULL OR b.closed_at > $7) AND ($8::int8 IS NULL OR b.opened_at < $8)`;

const NEWEST = "ORDER BY b.opened_at DESC, b.id DESC LIMIT $9";

/** Places of one group: all of it, what comes after a place in it, or nothing of it. */
type Group = "all" | "after" | "none";
const restOf = (group: Group): string => ({ all: "", after: "AND (b.opened_at, b.id) < ($10::int4, $11::int8)", none: "AND false" })[group];

const listOf = (firing: Group, past: Group): string => `
  WITH listed AS (
    (SELECT b.id, b.opened_at, true AS firing FROM alert b WHERE b.open_key IS NOT NULL AND ${MATCHES} ${restOf(firing)} ${NEWEST})
    UNION ALL
    (SELECT b.id, b.opened_at, false FROM alert b WHERE b.open_key IS NULL AND ${MATCHES} ${restOf(past)} ${NEWEST}))
  SELECT shown.* FROM (SELECT * FROM listed ORDER BY firing DESC, opened_at DESC, id DESC LIMIT $9) l
  JOIN LATERAL (${SHOWN} WHERE a.id = l.id) shown ON true
  ORDER BY l.firing DESC, l.opened_at DESC, l.id DESC`;

/* Of what rules and conditions have found; lost measurement is neither. */
const IS_FOUND = "a.kind NOT IN ('no-data', 'source-down', 'evaluator-behind')";
const TOTALS = `
  SELECT count(*) FILTER (WHERE ${IS_FOUND} AND a.severity = 'page')::int AS page,
    count(*) FILTER (WHERE ${IS_FOUND} AND a.severity = 'ticket')::int AS ticket,
    count(*) FILTER (WHERE NOT ${IS_FOUND})::int AS other,
    count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM notification n WHERE n.alert_id = a.id))::int AS unrouted
  FROM alert a WHERE a.open_key IS NOT NULL`;

interface Row {
  readonly id: bigint;
  readonly kind: ReadAlert["kind"];
  readonly severity: ReadAlert["severity"];
  readonly origin: ReadAlert["origin"];
  readonly objective_exists: boolean;
  readonly subject: unknown;
  readonly onset: number | null;
  readonly opened_at: number;
  readonly closed_at: number | null;
  readonly close_reason: ReadAlert["closeReason"];
  readonly blind_since: number | null;
  readonly evidence: unknown;
  readonly bill: unknown;
  readonly sent: number;
  readonly pending: number;
  readonly suppressed: number;
  readonly dead: number;
  readonly muted_until_ms: number | null;
}

const toAlert = (row: Row): ReadAlert => ({
  id: String(row.id),
  kind: row.kind,
  severity: row.severity,
  origin: row.origin,
  objectiveExists: row.objective_exists,
  subject: StoredSubject.parse(row.subject),
  onset: row.onset,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  closeReason: row.close_reason,
  blindSince: row.blind_since,
  evidence: StoredEvidence.parse(row.evidence),
  bill: row.bill === null ? null : StoredBill.parse(row.bill),
  told: { sent: row.sent, pending: row.pending, suppressed: row.suppressed, dead: row.dead },
  mutedUntilMs: row.muted_until_ms,
});

/** Which part of each group is asked for: the state decides, then how far the pages before have come. */
function groupsOf(state: AlertFilter["state"], after: AlertPlace | null): readonly [firing: Group, past: Group] {
  const firing = after === null ? "all" : after.firing ? "after" : "none";
  const past = after === null || after.firing ? "all" : "after";
  return [state === "resolved" ? "none" : firing, state === "firing" ? "none" : past];
}

/** At most `limit` alerts after a place: firing ones first, then past ones, newest first. */
export async function listAlerts(
  pool: pg.Pool,
  filter: AlertFilter,
  { after, limit }: { readonly after: AlertPlace | null; readonly limit: number },
): Promise<readonly ReadAlert[]> {
  const groups = groupsOf(filter.state, after);
  const { kind, severity, objective, service, team, source, from, to } = filter;
  const place = after !== null && groups.includes("after") ? [after.openedAt, after.id] : [];
  const { rows } = await pool.query<Row>(listOf(...groups), [kind, severity, objective, service, team, source, from, to, limit, ...place]);
  return rows.map(toAlert);
}

export async function findAlert(pool: pg.Pool, id: string): Promise<ReadAlert | null> {
  const { rows } = await pool.query<Row>(`${SHOWN} WHERE a.id = $1`, [id]);
  return rows[0] === undefined ? null : toAlert(rows[0]);
}

export async function readTotals(pool: pg.Pool): Promise<OpenAlertTotals> {
  const { rows } = await pool.query<OpenAlertTotals>(TOTALS);
  return rows[0] ?? { page: 0, ticket: 0, other: 0, unrouted: 0 };
}
