import { query } from "./rows.ts";

const counts = (good: number, total: number, counted: number) => ({ good: String(good * 1000), total: String(total * 1000), counted });

/** 28 days with 144,000 requests, of which 90 are bad in the last hour, for an objective of 99.9 %. */
export const EVIDENCE = {
  kind: "burn",
  rule: "page-1h",
  longMinutes: 60,
  shortMinutes: 5,
  factor: "144/10",
  burnLong: "15/1",
  burnShort: "20/1",
  long: counts(5910, 6000, 60),
  short: { good: "490500", total: "500000", counted: 5 },
  window: counts(143_910, 144_000, 40_320),
  lastHour: counts(5910, 6000, 60),
  sinceOnset: null,
  spark: { from: 29_600_000, stepMinutes: 5, burns: [0, 1.5, null] },
  streamId: 1,
  revision: 3,
  ticketSince: null,
} as const;

export const BILL = {
  kind: "burn",
  from: 29_600_000,
  to: 29_600_090,
  during: counts(8_910, 9_000, 90),
  window: counts(143_910, 144_000, 40_320),
  missingMinutes: 2,
  ticketSince: null,
} as const;

const SUBJECT = { name: "checkout", displayName: "Checkout", service: "shop", team: null, targetPercent: "99.9", windowMinutes: 28 * 1440 };

export interface AlertFields {
  readonly kind?: string;
  readonly severity?: string;
  readonly origin?: string;
  readonly objectiveId?: string | null;
  readonly objective?: object | null;
  readonly source?: string | null;
  readonly onset?: number | null;
  readonly openedAt?: number;
  readonly closedAt?: number | null;
  readonly closeReason?: string;
  readonly blindSince?: number | null;
  readonly evidence?: object;
  readonly bill?: object | null;
}

let keys = 0;

/** Stores an alert as the tick would, open unless it says when it closed. Returns its id. */
export async function addAlert(url: string, fields: AlertFields = {}): Promise<string> {
  const { kind = "burn", severity = "page", origin = "live", openedAt = 29_600_010, closedAt = null, source = "prom" } = fields;
  const objective = fields.objective === undefined ? {} : fields.objective;
  const subject = { objective: objective === null ? null : { ...SUBJECT, ...objective }, source };
  keys += 1;
  const [row] = await query<{ id: string }>(
    url,
    `INSERT INTO alert (kind, severity, origin, objective_id, subject, open_key, onset, opened_at, closed_at, close_reason, blind_since, evidence, bill)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
    [
      kind,
      severity,
      origin,
      fields.objectiveId ?? null,
      JSON.stringify(subject),
      closedAt === null ? `key-${keys}` : null,
      fields.onset ?? null,
      openedAt,
      closedAt,
      closedAt === null ? null : (fields.closeReason ?? "resolved"),
      fields.blindSince ?? null,
      JSON.stringify(fields.evidence ?? EVIDENCE),
      fields.bill == null ? null : JSON.stringify(fields.bill),
    ],
  );
  return String(row?.id);
}

export interface NotificationFields {
  readonly event?: string;
  readonly state?: string;
  readonly reason?: string | null;
  readonly target?: string;
  /** Name of a target that exists. */
  readonly targetOf?: string;
  readonly deliveryId?: string | null;
  readonly settledAt?: string | null;
}

/** Queues a notification of an alert, for a target that exists or for one of which only the name is left. Returns its id. */
export async function addNotification(url: string, alertId: string, fields: NotificationFields = {}): Promise<string> {
  const { event = "fired", state = "pending", reason = null, targetOf = null, target = targetOf ?? "gone" } = fields;
  const [row] = await query<{ id: string }>(
    url,
    `INSERT INTO notification (alert_id, target_id, target_name, event, state, reason, delivery_id, settled_at)
     VALUES ($1, (SELECT id FROM notification_target WHERE name = $2), $3, $4, $5, $6, $7, $8) RETURNING id`,
    [alertId, targetOf, target, event, state, reason, fields.deliveryId ?? null, fields.settledAt ?? null],
  );
  return String(row?.id);
}

export async function addDelivery(url: string, fields: { readonly accepted: boolean | null; readonly answer: string }): Promise<string> {
  const [row] = await query<{ id: string }>(
    url,
    `INSERT INTO delivery (form, carried, attempt, started_at, ended_at, accepted, failure_class, status, answer)
     VALUES ('single', 1, 2, '2026-11-28T10:00:00Z', '2026-11-28T10:00:01Z', $1, 'refused', 404, $2) RETURNING id`,
    [fields.accepted, fields.answer],
  );
  return String(row?.id);
}
