import { randomUUID } from "node:crypto";
import type { Suppression } from "@solvent/notifiers";
import type pg from "pg";
import type { Claim, ClaimDecision, ClaimOutcome, QueueView } from "../../../jobs/sender/outbox-store.ts";
import { inOutbox, instant, type OutboxTime, playedInstant } from "./outbox-transaction.ts";
import { readClaimed } from "./read-claimed.ts";
import { readNotices, readRecent } from "./read-queue.ts";

/* Does not wait for a row that somebody else holds; nothing happens for a target that is gone. */
const MAKE_QUEUE = `
  INSERT INTO notification_queue (target_id) SELECT id FROM notification_target WHERE id = $1 ON CONFLICT DO NOTHING`;

const LOCK_QUEUE = `
  SELECT claim, locked_until, not_before, attempts, coalesce($2::timestamptz, clock_timestamp()) AS now
  FROM notification_queue WHERE target_id = $1 FOR UPDATE SKIP LOCKED`;

const SUPPRESS = `
  UPDATE notification n SET state = 'suppressed', reason = s.reason, settled_at = $3
  FROM unnest($1::int8[], $2::text[]) AS s (id, reason) WHERE n.id = s.id`;

const ADD_DELIVERY = `
  INSERT INTO delivery (target_id, form, carried, attempt, repeated, started_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`;

const TAKE = "UPDATE notification SET state = 'sending', delivery_id = $2 WHERE id = ANY($1::int8[])";

const HOLD_QUEUE = "UPDATE notification_queue SET claim = $2, locked_until = $3 WHERE target_id = $1";

interface QueueRow {
  readonly claim: string | null;
  readonly locked_until: Date | null;
  readonly not_before: Date | null;
  readonly attempts: number;
  readonly now: Date;
}

export interface ClaimInput {
  readonly targetId: string;
  readonly lockMs: number;
  readonly decide: (view: QueueView) => ClaimDecision;
}

const isAfter = (instantOrNull: Date | null, nowMs: number): boolean => instantOrNull !== null && instantOrNull.getTime() > nowMs;

async function suppress(client: pg.PoolClient, suppressions: readonly Suppression[], nowMs: number): Promise<void> {
  if (suppressions.length === 0) return;
  await client.query(SUPPRESS, [suppressions.map(({ id }) => id), suppressions.map(({ reason }) => reason), instant(nowMs)]);
}

/**
 * Chooses and takes the next message of a target. Everything that reads or changes notices of a queue happens under the lock of its row,
 * so what `decide` sees cannot change before the choice is stored; only new notices may be added behind.
 */
export function claimQueue(pool: pg.Pool, time: OutboxTime, { targetId, lockMs, decide }: ClaimInput): Promise<ClaimOutcome> {
  return inOutbox(pool, async (client): Promise<ClaimOutcome> => {
    await client.query(MAKE_QUEUE, [targetId]);
    const [queue] = (await client.query<QueueRow>(LOCK_QUEUE, [targetId, playedInstant(time)])).rows;
    if (queue === undefined) return { kind: "busy" };
    const nowMs = queue.now.getTime();
    // A claim whose lock has run out belongs to a process that died, or that may not settle any more.
    if (isAfter(queue.locked_until, nowMs) || isAfter(queue.not_before, nowMs)) return { kind: "busy" };
    const notices = await readNotices(client, targetId, nowMs);
    const decision = decide({ nowMs, notices, recent: await readRecent(client, targetId, nowMs) });
    await suppress(client, decision.suppress, nowMs);
    const suppressed = decision.suppress.length;
    if (decision.send === null) {
      const waitMs = decision.untilMs === null ? null : Math.max(0, decision.untilMs - nowMs);
      return { kind: "nothing", waitMs, suppressed };
    }
    const claim = await take(client, { targetId, lockMs, nowMs, failedBefore: queue.attempts, send: decision.send });
    return { kind: "claimed", claim, suppressed };
  });
}

interface Taking {
  readonly targetId: string;
  readonly lockMs: number;
  readonly nowMs: number;
  readonly failedBefore: number;
  readonly send: NonNullable<ClaimDecision["send"]>;
}

async function take(client: pg.PoolClient, { targetId, lockMs, nowMs, failedBefore, send }: Taking): Promise<Claim> {
  const { form } = send;
  const carries = send.items.flatMap((item) => item.carries);
  const attempt = Math.max(...send.items.map((item) => item.attempt));
  const repeated = send.items.some((item) => item.repeated);
  const added = await client.query<{ id: bigint }>(ADD_DELIVERY, [targetId, form, carries.length, attempt, repeated, instant(nowMs)]);
  const deliveryId = added.rows[0]?.id;
  if (deliveryId === undefined) throw new Error("the statement returned nothing");
  await client.query(TAKE, [carries, deliveryId]);
  const token = randomUUID();
  await client.query(HOLD_QUEUE, [targetId, token, instant(nowMs + lockMs)]);
  const items = await readClaimed(client, send.items);
  return { targetId, token, deliveryId, nowMs, form, items, failedBefore };
}
