import { type DeliveryFailureClass, GIVE_UP_AFTER_MS, TOO_OLD } from "@solvent/notifiers";
import type pg from "pg";
import type { Settled, Settlement, Verdict } from "../../../jobs/sender/outbox-store.ts";
import { inOutbox, instant, type OutboxTime, readNowMs } from "./outbox-transaction.ts";

const LOCK_OWN_QUEUE = "SELECT 1 FROM notification_queue WHERE target_id = $1 AND claim = $2 FOR UPDATE";
const TARGET_IS_GONE = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM notification_target WHERE id = $1)";

/* The attempt is this process's own, whoever holds the queue by now. */
const END_DELIVERY = `
  UPDATE delivery SET ended_at = $2, accepted = $3, failure_class = $4, status = $5, answer = $6 WHERE id = $1 AND ended_at IS NULL`;

const GIVE_UP_SOME = `
  UPDATE notification n SET state = 'dead', reason = s.reason, settled_at = $4, delivery_id = NULL
  FROM unnest($2::int8[], $3::text[]) AS s (id, reason) WHERE n.id = s.id AND n.delivery_id = $1 AND n.state = 'sending'`;

const SET_ALL = `
  UPDATE notification SET state = $2, reason = coalesce($3, reason), settled_at = $4 WHERE delivery_id = $1 AND state = 'sending'`;

const BACK_OR_TOO_OLD = `
  UPDATE notification SET
    state = CASE WHEN created_at <= $2 THEN 'dead' ELSE 'pending' END,
    reason = CASE WHEN created_at <= $2 THEN $3 ELSE reason END,
    settled_at = CASE WHEN created_at <= $2 THEN $4::timestamptz END
  WHERE delivery_id = $1 AND state = 'sending' RETURNING state`;

const BACK = "UPDATE notification SET state = 'pending' WHERE delivery_id = $1 AND state = 'sending'";

const RELEASE = "UPDATE notification_queue SET claim = NULL, locked_until = NULL WHERE target_id = $1";
const RELEASE_WELL = `
  UPDATE notification_queue SET claim = NULL, locked_until = NULL, not_before = $2, ok_at = $3, attempts = 0, failing_since = NULL,
    failure_class = NULL, message = NULL WHERE target_id = $1`;
const RELEASE_FAILED = `
  UPDATE notification_queue SET claim = NULL, locked_until = NULL, not_before = $2, attempts = attempts + $3,
    failing_since = coalesce(failing_since, $4), failure_class = $5, message = $6 WHERE target_id = $1`;

const NOTHING: Settled = { held: true, sent: 0, again: 0, dead: 0 };

type Ending = readonly [accepted: boolean | null, failureClass: DeliveryFailureClass | null, status: number | null, answer: string];

const NOT_TRIED = { class: "aborted", maybeAccepted: false, status: null, message: "not sent" } as const;

/** An attempt that was not made ends too: without an end it would read as one that may have been accepted. */
function endingOf(verdict: Verdict): Ending {
  if (verdict.kind === "sent") return [true, null, verdict.status, verdict.answer];
  const { class: failureClass, maybeAccepted, message, status } = verdict.kind === "not-tried" ? NOT_TRIED : verdict.failure;
  return [maybeAccepted ? null : false, failureClass, status, message];
}

/** Stores how an attempt ended, notices and queue together. */
export function settleClaim(pool: pg.Pool, time: OutboxTime, settlement: Settlement): Promise<Settled> {
  return inOutbox(pool, async (client) => {
    const { claim, unsayable, verdict } = settlement;
    const { rowCount } = await client.query(LOCK_OWN_QUEUE, [claim.targetId, claim.token]);
    // A target that was deleted meanwhile took its queue along: nobody else sends, and what was sent was sent.
    const held = rowCount === 1 || (await client.query(TARGET_IS_GONE, [claim.targetId])).rowCount === 1;
    const nowMs = await readNowMs(client, time);
    await client.query(END_DELIVERY, [claim.deliveryId, instant(nowMs), ...endingOf(verdict)]);
    if (!held) return { ...NOTHING, held: false };
    const ids = unsayable.map(({ id }) => id);
    const reasons = unsayable.map(({ reason }) => reason);
    const lost =
      ids.length === 0 ? 0 : ((await client.query(GIVE_UP_SOME, [claim.deliveryId, ids, reasons, instant(nowMs)])).rowCount ?? 0);
    const settled = await settleNotices(client, claim.deliveryId, verdict, nowMs);
    await releaseQueue(client, claim.targetId, verdict, nowMs);
    return { ...settled, dead: settled.dead + lost };
  });
}

async function settleNotices(client: pg.PoolClient, deliveryId: bigint, verdict: Verdict, nowMs: number): Promise<Settled> {
  switch (verdict.kind) {
    case "sent": {
      const { rowCount } = await client.query(SET_ALL, [deliveryId, "sent", null, instant(nowMs)]);
      return { ...NOTHING, sent: rowCount ?? 0 };
    }
    case "given-up": {
      const { rowCount } = await client.query(SET_ALL, [deliveryId, "dead", verdict.failure.message, instant(nowMs)]);
      return { ...NOTHING, dead: rowCount ?? 0 };
    }
    case "again": {
      const oldest = instant(nowMs - GIVE_UP_AFTER_MS);
      const { rows } = await client.query<{ state: string }>(BACK_OR_TOO_OLD, [deliveryId, oldest, TOO_OLD, instant(nowMs)]);
      const dead = rows.filter(({ state }) => state === "dead").length;
      return { ...NOTHING, again: rows.length - dead, dead };
    }
    case "not-tried":
      await client.query(BACK, [deliveryId]);
      return NOTHING;
  }
}

async function releaseQueue(client: pg.PoolClient, targetId: string, verdict: Verdict, nowMs: number): Promise<void> {
  if (verdict.kind === "not-tried" || (verdict.kind === "again" && verdict.failure.class === "aborted")) {
    await client.query(RELEASE, [targetId]);
  } else if (verdict.kind === "sent") {
    await client.query(RELEASE_WELL, [targetId, instant(nowMs + verdict.pauseMs), instant(nowMs)]);
  } else {
    const [waitMs, attempts] = verdict.kind === "again" ? [verdict.afterMs, verdict.attempt ? 1 : 0] : [verdict.pauseMs, 0];
    const { class: failureClass, message } = verdict.failure;
    await client.query(RELEASE_FAILED, [targetId, instant(nowMs + waitMs), attempts, instant(nowMs), failureClass, message]);
  }
}
