import type { Outcome, SourceFailure, SourceFailureClass } from "./source.ts";

const RETRYABLE: ReadonlySet<SourceFailureClass> = new Set(["unreachable", "timeout", "rate-limited", "server-error", "circuit-open"]);
const MAX_MESSAGE_LENGTH = 1024;

/** Failure with the usual retryability of its class; the message is cut to 1 kB. Redact before calling. */
export function toFailure(failureClass: SourceFailureClass, message: string, retryAfterSeconds?: number): SourceFailure {
  const failure = { class: failureClass, retryable: RETRYABLE.has(failureClass), message: message.slice(0, MAX_MESSAGE_LENGTH) };
  return retryAfterSeconds === undefined ? failure : { ...failure, retryAfterSeconds };
}

export const failed = (failureClass: SourceFailureClass, message: string): Outcome<never> => ({
  ok: false,
  failure: toFailure(failureClass, message),
});

export const succeeded = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** Seconds to wait according to a Retry-After header (a number or an HTTP date), or null. Negative waits count as 0. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMs) / 1000));
}
