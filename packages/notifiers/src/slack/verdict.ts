import { failedDelivery, isGatewayTrouble } from "../delivery/failure.ts";
import { parseRetryAfter } from "../delivery/retry-after.ts";
import type { DeliveryFailureClass, DeliveryOutcome, PostOutcome } from "../notifier.ts";

type Answer = Extract<PostOutcome, { ok: true }>;

/** Answers 400 after which the same message is tried once as text alone. */
const REFUSED_FORMS: ReadonlySet<string> = new Set([
  "invalid_payload",
  "invalid_blocks",
  "invalid_blocks_format",
  "no_text",
  "too_many_attachments",
  "user_not_found",
]);

/** Slack's errors are one word of plain text. Anything else is not Slack's and may hold what must not be shown. */
const ERROR_WORD = /^[a-z][a-z0-9_]{1,59}$/;
export const errorWord = ({ body }: Answer): string | null => {
  const word = body.trim();
  return ERROR_WORD.test(word) ? word : null;
};

export const isRefusedForm = (answer: Answer): boolean => answer.status === 400 && REFUSED_FORMS.has(errorWord(answer) ?? "");

export const isAccepted = ({ status, body }: Answer): boolean => status === 200 && body.trim() === "ok";

/** In words what an answer was that is not Slack's, without quoting it. */
function shapeOf(body: string): string {
  const start = body.trimStart();
  if (start === "") return "an empty answer";
  if (start.startsWith("<")) return "a page";
  return start.startsWith("{") || start.startsWith("[") ? "JSON" : "other text";
}

const wordsOf = (answer: Answer): string => errorWord(answer) ?? `${shapeOf(answer.body)}, not an error of Slack`;

const PERMANENT: Readonly<Record<number, DeliveryFailureClass>> = {
  401: "unauthorized",
  403: "unauthorized",
  404: "revoked",
  410: "revoked",
};

/** What an answer of an incoming webhook means (sources.md 8.1). */
export function slackVerdict(answer: Answer, nowMs: number): DeliveryOutcome {
  const { status } = answer;
  if (isAccepted(answer)) return { ok: true, status, answer: "ok" };
  const retryAfterSeconds = parseRetryAfter(answer.headers["retry-after"], nowMs);
  const message = `Slack answered ${status}: ${wordsOf(answer)}`;
  if (status === 429) return failedDelivery({ class: "rate-limited", status, message, retryAfterSeconds });
  if (status >= 500)
    return failedDelivery({ class: "server-error", status, message, retryAfterSeconds, maybeAccepted: isGatewayTrouble(status) });
  if (status >= 400) return failedDelivery({ class: PERMANENT[status] ?? "refused", status, message, permanent: true });
  if (status >= 300)
    return failedDelivery({ class: "bad-answer", status, message: `the address redirects (${status}), which is not followed` });
  // Something took the request and did not say what Slack says: a proxy, or a relay that may have passed it on.
  return failedDelivery({
    class: "bad-answer",
    status,
    message: `expected "ok" from Slack, got ${status} with ${shapeOf(answer.body)}`,
    maybeAccepted: true,
  });
}
