import { FAILOVER_AFTER_MS } from "@solvent/notifiers";
import type pg from "pg";
import type { Sweep } from "../../../jobs/sender/outbox-store.ts";
import { joinMutes } from "./join-mutes.ts";
import { instant, type OutboxTime, readNowMs } from "./outbox-transaction.ts";

/** Notices that were given up longer ago are old news for a stand-in that is named only now. */
const GIVEN_UP_WITHIN_MS = 3_600_000;

/*
 * Pages that could not be delivered for a while, and the end of what a stand-in was told. Both in the order of the events. The unique key
 * of (alert, event, target) makes this once per notice, whichever process does it; a stand-in that is told anyway is not told twice. What
 * waits for the end of a mute waits at a target that does not fail, and thus stays where it is. The last 10,000 notices are far more than
 * can have come since the last sweep, and spare a look at all of them.
 */
const FAIL_OVER = `
  WITH stuck AS (
    SELECT n.id, n.alert_id, n.event, t.id AS target_id, t.name, t.failover_id
    FROM notification_target t
    LEFT JOIN notification_queue q ON q.target_id = t.id
    JOIN notification n ON n.target_id = t.id
    JOIN alert a ON a.id = n.alert_id AND a.severity = 'page'
    WHERE t.failover_id IS NOT NULL
      AND ((n.state IN ('pending', 'sending') AND n.created_at <= $1 AND q.failing_since IS NOT NULL) OR (n.state = 'dead' AND n.settled_at > $2))
  ), wanted AS (
    SELECT * FROM stuck
    UNION
    SELECT n.id, n.alert_id, n.event, s.target_id, s.name, s.failover_id
    FROM stuck s JOIN notification n ON n.alert_id = s.alert_id AND n.target_id = s.target_id AND n.event = 'resolved'
    UNION
    SELECT n.id, n.alert_id, n.event, t.id, t.name, t.failover_id
    FROM notification_target t
    JOIN notification n ON n.target_id = t.id AND n.event = 'resolved' AND n.id > (SELECT coalesce(max(id), 0) - 10000 FROM notification)
      AND n.state IN ('pending', 'sending', 'sent', 'dead')
    JOIN notification stood ON stood.alert_id = n.alert_id AND stood.target_id = t.failover_id AND stood.event = 'fired'
      AND stood.reason = 'stands in for ' || t.name
  )
  INSERT INTO notification (alert_id, target_id, target_name, event, reason, created_at)
  SELECT w.alert_id, f.id, f.name, w.event, 'stands in for ' || w.name, $3
  FROM wanted w JOIN notification_target f ON f.id = w.failover_id
  WHERE NOT EXISTS (SELECT 1 FROM notification x WHERE x.alert_id = w.alert_id AND x.event = w.event AND x.target_id = f.id)
  ORDER BY w.id
  ON CONFLICT DO NOTHING`;

const DROP_ORPHANS = `
  UPDATE notification SET state = 'suppressed', reason = 'its target was deleted', settled_at = $1
  WHERE target_id IS NULL AND state IN ('pending', 'sending')`;

/* Per target, so that each is one look at an index. What waits for the end of a mute is not late. */
const OLDEST = `
  SELECT min(n.created_at) AS oldest FROM notification_target t
  CROSS JOIN LATERAL (
    SELECT w.created_at, w.alert_id, w.event FROM notification w WHERE w.target_id = t.id AND w.state IN ('pending', 'sending')) n
  JOIN alert a ON a.id = n.alert_id
  ${joinMutes("$1")}
  WHERE mute.reason IS NULL OR n.event = 'resolved'`;

export async function sweepOutbox(pool: pg.Pool, time: OutboxTime): Promise<Sweep> {
  const nowMs = await readNowMs(pool, time);
  const now = instant(nowMs);
  const failedOver = await pool.query(FAIL_OVER, [instant(nowMs - FAILOVER_AFTER_MS), instant(nowMs - GIVEN_UP_WITHIN_MS), now]);
  const dropped = await pool.query(DROP_ORPHANS, [now]);
  const { rows } = await pool.query<{ oldest: Date | null }>(OLDEST, [now]);
  const oldestMs = rows[0]?.oldest?.getTime() ?? nowMs;
  return {
    failedOver: failedOver.rowCount ?? 0,
    suppressed: dropped.rowCount ?? 0,
    oldestSeconds: Math.max(0, (nowMs - oldestMs) / 1000),
  };
}
