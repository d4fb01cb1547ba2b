import type { DeliveryFailure, DeliveryOutcome, Message } from "@solvent/notifiers";
import type { Clock } from "../shared/clock.ts";
import type { TargetOutcome } from "./target-handle.ts";

export interface SendWithinDeps {
  readonly clock: Pick<Clock, "after">;
  readonly onError: (error: unknown) => void;
}

/** A notifier never throws; if one does, this message would be tried for ever and keep the others waiting. */
const MISTAKE: DeliveryFailure = {
  class: "refused",
  permanent: true,
  maybeAccepted: true,
  status: null,
  message: "the message could not be sent: a mistake in Solvent, see its log",
  retryAfterSeconds: null,
};

/** Sends a message and ends in time, whatever the receiver does. A target that could not be connected has failed already. */
export function makeSendWithin({ clock, onError }: SendWithinDeps) {
  return async (
    handle: TargetOutcome,
    message: Message,
    limit: { readonly ms: number; readonly signal: AbortSignal },
  ): Promise<DeliveryOutcome> => {
    if (!handle.ok) return handle;
    const deadline = new AbortController();
    const cancel = clock.after(limit.ms, () => deadline.abort());
    try {
      const outcome = await handle.value.send(message, AbortSignal.any([limit.signal, deadline.signal]));
      if (outcome.ok || outcome.failure.class !== "aborted" || limit.signal.aborted) return outcome;
      return { ok: false, failure: { ...outcome.failure, class: "timeout", maybeAccepted: true, message: "no answer in time" } };
    } catch (error) {
      onError(error);
      return { ok: false, failure: MISTAKE };
    } finally {
      cancel();
    }
  };
}
