import type { DeliveryFailure, DeliveryOutcome, Message, PostHttp, PostOutcome } from "@solvent/notifiers";
import type { TargetHandle } from "../../src/jobs/sender/target-handle.ts";

export interface PlainMessage {
  readonly id: string;
  readonly repeated: boolean;
  /** "checkout fired", "checkout resolved". */
  readonly says: readonly string[];
}

function says(message: Message): string[] {
  if (message.kind === "summary") return message.items.flatMap(says);
  const name = "objective" in message ? message.objective.name : message.kind;
  return [`${name} ${"firstNotice" in message ? "resolved" : "fired"}`];
}

function toFailure(outcome: PostOutcome): DeliveryFailure {
  const base = { permanent: false, maybeAccepted: false, status: null, retryAfterSeconds: null };
  if (!outcome.ok)
    return {
      ...base,
      class: outcome.class === "too-large" ? "bad-answer" : outcome.class,
      maybeAccepted: outcome.sent,
      message: outcome.message,
    };
  const limited = outcome.status === 429;
  const retryAfterSeconds = limited ? Number(outcome.headers["retry-after"]) : null;
  return { ...base, class: limited ? "rate-limited" : "server-error", status: outcome.status, message: outcome.body, retryAfterSeconds };
}

/** The plainest target there can be: posts what a message says, and takes 200 for yes. */
export const plainTarget = (http: PostHttp, url: string, minIntervalMs = 0): TargetHandle => ({
  minIntervalMs,
  async send(message, signal): Promise<DeliveryOutcome> {
    const plain: PlainMessage = { id: message.id, repeated: message.repeated, says: says(message) };
    const outcome = await http.post({ url, headers: {}, body: JSON.stringify(plain), timeoutMs: 20_000, signal });
    if (outcome.ok && outcome.status === 200) return { ok: true, status: 200, answer: outcome.body };
    return { ok: false, failure: toFailure(outcome) };
  },
});
