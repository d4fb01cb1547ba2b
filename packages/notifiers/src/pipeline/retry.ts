import type { DeliveryFailure } from "../notifier.ts";

/** A notice that is older is given up with the next failure. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000;
export const TOO_OLD = "not delivered within 24 h";
/** A page that waits for so long is told to somebody else as well. */
export const FAILOVER_AFTER_MS = 15 * 60_000;

const BASE_MS = 1_000;
/** Full jitter may come out as nothing, and a receiver in trouble is not helped by a second request in the same instant. */
const LEAST_MS = 200;
const PAGE_CAP_MS = 60_000;
const TICKET_CAP_MS = 5 * 60_000;
const UNSAID_WAIT_SECONDS = 5;
const MOST_WAIT_SECONDS = 3_600;

export interface FailedSend {
  readonly failure: DeliveryFailure;
  /** Attempts that failed in a row before this one. */
  readonly failedBefore: number;
  /** The first of the queue is a page. */
  readonly page: boolean;
  /** 0 ≤ random < 1. */
  readonly random: number;
}

/** What a failure means for the message. `attempt`: it counts as one, the next wait is longer. */
export type AfterFailure = { readonly kind: "give-up" } | { readonly kind: "again"; readonly afterMs: number; readonly attempt: boolean };

/** Exponential with full jitter; a receiver that says when to come back is obeyed within bounds, and that is not an attempt. */
export function afterFailure({ failure, failedBefore, page, random }: FailedSend): AfterFailure {
  if (failure.permanent) return { kind: "give-up" };
  if (failure.class === "aborted") return { kind: "again", afterMs: 0, attempt: false };
  if (failure.class === "rate-limited") return { kind: "again", afterMs: 1000 * boundedWait(failure.retryAfterSeconds), attempt: false };
  const ceiling = Math.min(page ? PAGE_CAP_MS : TICKET_CAP_MS, BASE_MS * 2 ** Math.min(failedBefore, 20));
  const asked = failure.retryAfterSeconds === null ? 0 : 1000 * boundedWait(failure.retryAfterSeconds);
  return { kind: "again", afterMs: Math.max(LEAST_MS, Math.round(ceiling * random), asked), attempt: true };
}

const boundedWait = (seconds: number | null): number =>
  seconds === null || !Number.isFinite(seconds) ? UNSAID_WAIT_SECONDS : Math.min(MOST_WAIT_SECONDS, Math.max(1, seconds));
