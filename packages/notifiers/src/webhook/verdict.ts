import { failedDelivery, isGatewayTrouble } from "../delivery/failure.ts";
import { parseRetryAfter } from "../delivery/retry-after.ts";
import type { DeliveryFailureClass, DeliveryOutcome, PostOutcome } from "../notifier.ts";

const PERMANENT: Readonly<Record<number, DeliveryFailureClass>> = { 401: "unauthorized", 403: "unauthorized", 410: "revoked" };

/**
 * What an answer means (sources.md 8.9). The status says everything; the body is not part of the protocol and is never shown, because an
 * address inside a network could be made to tell what it knows.
 */
export function webhookVerdict({ status, headers }: Extract<PostOutcome, { ok: true }>, nowMs: number): DeliveryOutcome {
  if (status >= 200 && status < 300) return { ok: true, status, answer: `accepted with ${status}` };
  const retryAfterSeconds = parseRetryAfter(headers["retry-after"], nowMs);
  const message = `the receiver answered ${status}`;
  if (status === 429) return failedDelivery({ class: "rate-limited", status, message, retryAfterSeconds });
  if (status >= 500)
    return failedDelivery({ class: "server-error", status, message, retryAfterSeconds, maybeAccepted: isGatewayTrouble(status) });
  if (status >= 400) return failedDelivery({ class: PERMANENT[status] ?? "refused", status, message, permanent: true });
  return failedDelivery({ class: "bad-answer", status, message: status >= 300 ? `${message}: redirects are not followed` : message });
}
