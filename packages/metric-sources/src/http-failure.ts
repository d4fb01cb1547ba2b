import { parseRetryAfter, toFailure } from "./failure.ts";
import type { HttpAnswer, SourceFailure, SourceFailureClass } from "./source.ts";

const STATUS_CLASSES: Readonly<Record<number, SourceFailureClass>> = {
  400: "bad-query",
  401: "unauthorized",
  403: "unauthorized",
  404: "not-found",
  408: "timeout",
  413: "too-large",
  422: "bad-query",
  429: "rate-limited",
  504: "timeout",
};

/** What a status that is no success says. */
export function classOfStatus(status: number): SourceFailureClass {
  if (status >= 300 && status < 400) return "bad-answer";
  return STATUS_CLASSES[status] ?? (status >= 500 ? "server-error" : "bad-query");
}

/** The words of a body that is meant for people, its markup left out; `body` must not hold a secret any more. */
export function wordsOf(body: string): string {
  const kind = /^\s*</.test(body) ? "an HTML or XML page" : "";
  const words = body
    .replace(/<[^>]{0,4096}>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return [kind, words].filter((part) => part !== "").join(": ") || "an empty answer";
}

export const redirectHint = (status: number): string =>
  status >= 300 && status < 400 ? "redirects are not followed; use the final address. " : "";

/** An answer with a status that is no success. */
export function toStatusFailure(answer: HttpAnswer, reading: { redact: (text: string) => string; nowMs: number }): SourceFailure {
  const words = wordsOf(reading.redact(answer.body));
  const message = `HTTP ${answer.status}: ${redirectHint(answer.status)}${words}`;
  return toFailure(classOfStatus(answer.status), message, parseRetryAfter(answer.headers["retry-after"], reading.nowMs) ?? undefined);
}
