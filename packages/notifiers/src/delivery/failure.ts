import type { DeliveryFailure, DeliveryFailureClass, DeliveryOutcome, PostOutcome } from "../notifier.ts";
import { cleanText, cutText } from "../text/clean.ts";
import type { Redact } from "../text/redact.ts";

const MAX_MESSAGE_LENGTH = 1024;

/** What is not said is the usual: trying again may help, nothing was accepted. */
export interface FailureFacts {
  readonly class: DeliveryFailureClass;
  /** Without secrets. */
  readonly message: string;
  readonly permanent?: boolean;
  readonly maybeAccepted?: boolean;
  readonly status?: number;
  readonly retryAfterSeconds?: number | null;
}

export function failedDelivery(facts: FailureFacts): { readonly ok: false; readonly failure: DeliveryFailure } {
  return {
    ok: false,
    failure: {
      class: facts.class,
      permanent: facts.permanent ?? false,
      maybeAccepted: facts.maybeAccepted ?? false,
      status: facts.status ?? null,
      message: cutText(cleanText(facts.message), MAX_MESSAGE_LENGTH),
      retryAfterSeconds: facts.retryAfterSeconds ?? null,
    },
  };
}

/**
 * The connection failed. Whether trying again can help is never known: names come back, networks are repaired, and an outgoing policy is
 * configuration. Once the request was written, the receiver may have taken it.
 */
export function lostDelivery(outcome: Extract<PostOutcome, { ok: false }>, redact: Redact): DeliveryOutcome {
  return failedDelivery({
    class: outcome.class === "too-large" ? "bad-answer" : outcome.class,
    message: redact(outcome.message) || "the connection failed",
    maybeAccepted: outcome.sent,
  });
}

/** Something is missing or wrong in the target itself. Whoever repairs it within a day still gets the message. */
export const unusableTarget = (message: string): DeliveryOutcome => failedDelivery({ class: "blocked", message });

/** Answers of something in front of the receiver that does not know what became of the request behind it. */
export const isGatewayTrouble = (status: number): boolean => status === 502 || status === 504;
