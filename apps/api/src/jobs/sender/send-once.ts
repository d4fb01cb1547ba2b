import { afterFailure, type DeliveryOutcome, planDelivery, triage } from "@solvent/notifiers";
import type { Clock } from "../shared/clock.ts";
import type { ExhaustionReader } from "./messages/read-exhaustion.ts";
import type { Claim, ClaimDecision, OutboxStore, QueueView, Settled, Settlement, Verdict } from "./outbox-store.ts";
import { makeSendWithin } from "./send-within.ts";
import type { SenderMetrics } from "./sender-metrics.ts";
import type { TargetHandles, TargetOutcome } from "./target-handle.ts";
import { makeWordClaim } from "./word-claim.ts";

export interface SendOnceDeps {
  readonly outbox: OutboxStore;
  readonly targets: TargetHandles;
  readonly exhaustion: ExhaustionReader;
  readonly clock: Clock;
  readonly metrics: SenderMetrics;
  readonly publicUrl: string | null;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

interface Limits {
  /** Monotonic time at which others may take over. */
  readonly lockEndsMs: number;
  /** Solvent is stopping. */
  readonly signal: AbortSignal;
}

/** `more`: look again after this time. `idle`: nothing to do before that, or, with null, before something changes. */
export type NextLook = { readonly kind: "more"; readonly afterMs: number } | { readonly kind: "idle"; readonly afterMs: number | null };

/** One claim on a target's queue. */
export const LOCK_MS = 30_000;
/** Kept back of the lock for storing what happened. */
const SETTLE_MS = 5_000;
/** With less of the lock left nothing is sent: the answer could come after somebody else has taken over. */
const LEAST_SEND_MS = 12_000;
const BUSY_MS = 1_000;
const SETTLE_AGAIN_MS = 500;

export function decide({ notices, recent, nowMs }: QueueView): ClaimDecision {
  const { items, suppress } = triage(notices);
  const plan = planDelivery(items, recent, nowMs);
  return {
    suppress,
    send: plan.kind === "send" ? { form: plan.form, items: plan.items } : null,
    untilMs: plan.kind === "wait" ? plan.untilMs : null,
  };
}

/** Sends the next message to a target, if there is one to send now: claim, word, send, settle. */
export function makeSendOnce(deps: SendOnceDeps) {
  const { clock, metrics, outbox } = deps;
  const word = makeWordClaim(deps);
  const send = makeSendWithin(deps);

  function toVerdict(outcome: DeliveryOutcome, claim: Claim, pauseMs: number): Verdict {
    if (outcome.ok) return { kind: "sent", status: outcome.status, answer: outcome.answer, pauseMs };
    const { failure } = outcome;
    const page = claim.items[0]?.item.notice.page ?? false;
    const next = afterFailure({ failure, failedBefore: claim.failedBefore, page, random: deps.random() });
    if (next.kind === "give-up") return { kind: "given-up", failure, pauseMs };
    return { kind: "again", failure, afterMs: Math.max(next.afterMs, failure.class === "aborted" ? 0 : pauseMs), attempt: next.attempt };
  }

  /** A database that is away for a moment must not turn an accepted message into one that is sent twice. */
  async function settle(settlement: Settlement, { lockEndsMs, signal }: Limits): Promise<Settled> {
    for (;;) {
      try {
        return await outbox.settle(settlement);
      } catch (error) {
        if (signal.aborted || clock.monotonicMs() + SETTLE_AGAIN_MS >= lockEndsMs) throw error;
        await new Promise<void>((resolve) => clock.after(SETTLE_AGAIN_MS, resolve));
      }
    }
  }

  function count({ sent, again, dead }: Settled): void {
    metrics.notifications("sent", sent);
    metrics.notifications("retried", again);
    metrics.notifications("dead", dead);
  }

  async function deliver(claim: Claim, handle: TargetOutcome, limits: Limits): Promise<Verdict> {
    const { lockEndsMs, signal } = limits;
    const { message, unsayable } = await word(claim);
    const startedMs = clock.monotonicMs();
    const leftMs = lockEndsMs - startedMs - SETTLE_MS;
    const pauseMs = handle.ok ? handle.value.minIntervalMs : 0;
    if (message === null || leftMs < LEAST_SEND_MS || signal.aborted) {
      const settlement: Settlement = { claim, verdict: { kind: "not-tried" }, unsayable };
      count(await settle(settlement, limits));
      return settlement.verdict;
    }
    const outcome = await send(handle, message, { ms: leftMs, signal });
    metrics.message(outcome.ok ? "accepted" : outcome.failure.class, (clock.monotonicMs() - startedMs) / 1000);
    const verdict = toVerdict(outcome, claim, pauseMs);
    count(await settle({ claim, verdict, unsayable }, limits));
    return verdict;
  }

  return async (targetId: string, signal: AbortSignal): Promise<NextLook> => {
    const handle = await deps.targets.get(targetId);
    // Before the claim, so that the lock ends later than this clock says.
    const lockEndsMs = clock.monotonicMs() + LOCK_MS;
    const outcome = await outbox.claim(targetId, LOCK_MS, decide);
    if (outcome.kind === "busy") return { kind: "idle", afterMs: BUSY_MS };
    metrics.notifications("suppressed", outcome.suppressed);
    if (outcome.kind === "nothing") return { kind: "idle", afterMs: outcome.waitMs };
    return { kind: "more", afterMs: afterVerdict(await deliver(outcome.claim, handle, { lockEndsMs, signal })) };
  };
}

function afterVerdict(verdict: Verdict): number {
  if (verdict.kind === "again") return verdict.afterMs;
  return verdict.kind === "not-tried" ? 0 : verdict.pauseMs;
}
