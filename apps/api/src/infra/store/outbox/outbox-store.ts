import type pg from "pg";
import type { OutboxStore } from "../../../jobs/sender/outbox-store.ts";
import { claimQueue } from "./claim-queue.ts";
import { type OutboxTime, playedInstant } from "./outbox-transaction.ts";
import { settleClaim } from "./settle-claim.ts";
import { sweepOutbox } from "./sweep-outbox.ts";

/* Driven by the few targets: one look at the index for each. */
const DUE = `
  SELECT t.id, waiting.newest FROM (SELECT coalesce($1::timestamptz, clock_timestamp()) AS at) now CROSS JOIN notification_target t
  LEFT JOIN notification_queue q ON q.target_id = t.id
  CROSS JOIN LATERAL (
    SELECT max(n.id) AS newest, min(n.id) AS oldest FROM notification n WHERE n.target_id = t.id AND n.state IN ('pending', 'sending')) waiting
  WHERE waiting.newest IS NOT NULL AND (q.locked_until IS NULL OR q.locked_until <= now.at) AND (q.not_before IS NULL OR q.not_before <= now.at)
  ORDER BY waiting.oldest`;

/** The outbox in Postgres. All instants are the database's clock, unless a test plays another. */
export const makeOutboxStore = (pool: pg.Pool, time: OutboxTime = null): OutboxStore => ({
  async dueTargets() {
    const { rows } = await pool.query<{ id: string; newest: bigint }>(DUE, [playedInstant(time)]);
    return rows.map(({ id, newest }) => ({ targetId: id, newest }));
  },
  claim: (targetId, lockMs, decide) => claimQueue(pool, time, { targetId, lockMs, decide }),
  settle: (settlement) => settleClaim(pool, time, settlement),
  sweep: () => sweepOutbox(pool, time),
});
