import {
  type DeliveryFailureClass,
  type DeliveryForm,
  type FiredFate,
  type LastAttempt,
  PACING_MS,
  type QueuedNotice,
  type RecentDelivery,
} from "@solvent/notifiers";
import type pg from "pg";
import { joinMutes } from "./join-mutes.ts";
import { instant } from "./outbox-transaction.ts";

/** What waits for a target, with what holds now. */
const NOTICES = `
  SELECT n.id, n.alert_id, n.event, a.severity = 'page' AS page, a.closed_at IS NULL AS alert_open, mute.reason AS muted,
    CASE WHEN a.kind = 'burn' AND a.severity = 'ticket'
           AND EXISTS (SELECT 1 FROM alert p WHERE p.open_key = 'burn/' || a.objective_id || '/page')
           THEN 'a page of the same objective is open'
         WHEN a.kind = 'no-data'
           AND EXISTS (SELECT 1 FROM alert d WHERE d.open_key = 'source-down/' || coalesce(a.source_id, reads.source_id))
           THEN 'its data source is down' END AS overshadowed,
    fired.state AS fired_state, told.accepted IS NULL AND told.id IS NOT NULL OR coalesce(told.repeated, false) AS fired_unsure,
    last.id AS delivery_id, last.form, last.carried, last.attempt, last.failure_class, last.accepted IS NULL OR last.repeated AS unsure
  FROM notification n
  JOIN alert a ON a.id = n.alert_id
  ${joinMutes("$2")}
  LEFT JOIN stream reads ON reads.id = o.stream_id
  LEFT JOIN delivery last ON last.id = n.delivery_id
  LEFT JOIN notification fired
    ON n.event = 'resolved' AND fired.alert_id = n.alert_id AND fired.target_id = n.target_id AND fired.event = 'fired'
  LEFT JOIN delivery told ON told.id = fired.delivery_id
  WHERE n.target_id = $1 AND n.state IN ('pending', 'sending') ORDER BY n.id`;

interface NoticeRow {
  readonly id: bigint;
  readonly alert_id: bigint;
  readonly event: "fired" | "resolved";
  readonly page: boolean;
  readonly alert_open: boolean;
  readonly muted: string | null;
  readonly overshadowed: string | null;
  readonly fired_state: string | null;
  readonly fired_unsure: boolean;
  readonly delivery_id: bigint | null;
  readonly form: DeliveryForm;
  readonly carried: number;
  readonly attempt: number;
  readonly unsure: boolean;
  readonly failure_class: string | null;
}

/** The receiver asked to wait, or Solvent did not get to it. */
const NO_ATTEMPT: ReadonlySet<string | null> = new Set<DeliveryFailureClass>(["rate-limited", "aborted"]);

function lastAttempt({ delivery_id, form, carried, attempt, failure_class, unsure }: NoticeRow): LastAttempt | null {
  if (delivery_id === null) return null;
  return { deliveryId: delivery_id, form, carried, attempt, counts: !NO_ATTEMPT.has(failure_class), unsure };
}

function firedFate(row: NoticeRow): FiredFate | null {
  if (row.event === "fired") return null;
  switch (row.fired_state) {
    case null:
      return "none";
    case "sent":
      return "told";
    case "suppressed":
      return "suppressed";
    case "dead":
      return row.fired_unsure ? "dead-unsure" : "dead";
    default:
      return "queued";
  }
}

const toNotice = (row: NoticeRow): QueuedNotice => ({
  id: row.id,
  alertId: row.alert_id,
  event: row.event,
  page: row.page,
  alertOpen: row.alert_open,
  muted: row.muted,
  overshadowed: row.event === "fired" ? row.overshadowed : null,
  fired: firedFate(row),
  lastAttempt: lastAttempt(row),
});

/** Everything that waits for a target, in the order of the queue. */
export async function readNotices(client: pg.PoolClient, targetId: string, nowMs: number): Promise<readonly QueuedNotice[]> {
  const { rows } = await client.query<NoticeRow>(NOTICES, [targetId, instant(nowMs)]);
  return rows.map(toNotice);
}

/* Attempts that were refused did not reach anybody; those that were repeated since do not count twice, as nothing points at them. */
const RECENT = `
  SELECT d.form, d.started_at FROM delivery d
  WHERE d.target_id = $1 AND d.started_at > $2 AND d.accepted IS DISTINCT FROM false
    AND EXISTS (SELECT 1 FROM notification n WHERE n.delivery_id = d.id)`;

export async function readRecent(client: pg.PoolClient, targetId: string, nowMs: number): Promise<readonly RecentDelivery[]> {
  const { rows } = await client.query<{ form: DeliveryForm; started_at: Date }>(RECENT, [targetId, instant(nowMs - PACING_MS)]);
  return rows.map(({ form, started_at }) => ({ form, startedAtMs: started_at.getTime() }));
}
