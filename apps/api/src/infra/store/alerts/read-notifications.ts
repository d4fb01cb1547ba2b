import type pg from "pg";
import type { ReadDelivery, ReadNotification } from "../../../usecases/alert/alert-reader.ts";
import type { NotificationQueue } from "../../../usecases/alert/retry-notification.ts";

const NOTIFICATIONS = `
  SELECT n.id, n.target_name, n.target_id IS NULL AS target_deleted, n.event, n.state, n.reason, n.created_at, n.settled_at,
    d.id AS delivery_id, d.form, d.carried, d.attempt, d.started_at, d.ended_at, d.accepted, d.failure_class, d.status, d.answer
  FROM notification n LEFT JOIN delivery d ON d.id = n.delivery_id`;

/* Its last delivery stays with it, so that a receiver that may have accepted it gets the same message under the same key. */
const RETRY = `
  UPDATE notification SET state = 'pending', reason = NULL, settled_at = NULL
  WHERE id = $1 AND state = 'dead' AND target_id IS NOT NULL`;

interface Row {
  readonly id: bigint;
  readonly target_name: string;
  readonly target_deleted: boolean;
  readonly event: ReadNotification["event"];
  readonly state: ReadNotification["state"];
  readonly reason: string | null;
  readonly created_at: Date;
  readonly settled_at: Date | null;
  readonly delivery_id: bigint | null;
  readonly form: ReadDelivery["form"];
  readonly carried: number;
  readonly attempt: number;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly accepted: boolean | null;
  readonly failure_class: string | null;
  readonly status: number | null;
  readonly answer: string | null;
}

const toDelivery = (row: Row): ReadDelivery => ({
  form: row.form,
  carried: row.carried,
  attempt: row.attempt,
  startedAtMs: row.started_at.getTime(),
  endedAtMs: row.ended_at?.getTime() ?? null,
  accepted: row.accepted,
  failureClass: row.failure_class,
  status: row.status,
  answer: row.answer,
});

const toNotification = (row: Row): ReadNotification => ({
  id: String(row.id),
  target: row.target_name,
  targetDeleted: row.target_deleted,
  event: row.event,
  state: row.state,
  reason: row.reason,
  createdAtMs: row.created_at.getTime(),
  settledAtMs: row.settled_at?.getTime() ?? null,
  delivery: row.delivery_id === null ? null : toDelivery(row),
});

/** In the order in which they were queued. */
export async function readNotifications(pool: pg.Pool, alertId: string): Promise<readonly ReadNotification[]> {
  const { rows } = await pool.query<Row>(`${NOTIFICATIONS} WHERE n.alert_id = $1 ORDER BY n.id`, [alertId]);
  return rows.map(toNotification);
}

export const makeNotificationQueue = (pool: pg.Pool): NotificationQueue => ({
  async retry(id) {
    const { rowCount } = await pool.query(RETRY, [id]);
    const { rows } = await pool.query<Row>(`${NOTIFICATIONS} WHERE n.id = $1`, [id]);
    return rows[0] === undefined ? null : { queued: rowCount === 1, notification: toNotification(rows[0]) };
  },
});
