import type { AlertSeverity } from "@solvent/domain";
import type { SendItem } from "@solvent/notifiers";
import type pg from "pg";
import type { ClaimedItem, StoredAlert } from "../../../jobs/sender/outbox-store.ts";
import type { AlertBill, AlertEvidence, AlertKind, AlertSubject, CloseReason } from "../../../usecases/alert/alert-record.ts";

/* Another target may have been told of the event, or was to be, before this one stood in: that is when it was first to be told. */
const CLAIMED = `
  SELECT n.id AS notice_id, a.id, a.kind, a.severity, a.subject, a.evidence, a.bill, a.onset, a.opened_at, a.closed_at, a.close_reason,
    o.id AS objective_id, s.generated_until,
    (SELECT min(same.created_at) FROM notification same WHERE same.alert_id = n.alert_id AND same.event = n.event) AS queued_at
  FROM notification n
  JOIN alert a ON a.id = n.alert_id
  LEFT JOIN objective o ON o.id = a.objective_id
  LEFT JOIN stream s ON s.id = o.stream_id
  WHERE n.id = ANY($1::int8[])`;

interface Row {
  readonly notice_id: bigint;
  readonly id: bigint;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly subject: AlertSubject;
  readonly evidence: AlertEvidence;
  readonly bill: AlertBill | null;
  readonly onset: number | null;
  readonly opened_at: number;
  readonly closed_at: number | null;
  readonly close_reason: CloseReason | null;
  readonly objective_id: string | null;
  readonly generated_until: number | null;
  readonly queued_at: Date;
}

const toAlert = (row: Row): StoredAlert => ({
  id: row.id,
  kind: row.kind,
  severity: row.severity,
  objectiveId: row.objective_id,
  subject: row.subject,
  evidence: row.evidence,
  bill: row.bill,
  onset: row.onset,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  closeReason: row.close_reason,
  objectiveExists: row.objective_id !== null,
  generatedUntil: row.generated_until,
});

/** What the chosen items are worded from, in their order. */
export async function readClaimed(client: pg.PoolClient, items: readonly SendItem[]): Promise<readonly ClaimedItem[]> {
  const { rows } = await client.query<Row>(CLAIMED, [items.map(({ notice }) => notice.id)]);
  const rowOf = new Map(rows.map((row) => [row.notice_id, row]));
  return items.flatMap((item) => {
    const row = rowOf.get(item.notice.id);
    return row === undefined ? [] : [{ item, alert: toAlert(row), queuedAtMs: row.queued_at.getTime() }];
  });
}
