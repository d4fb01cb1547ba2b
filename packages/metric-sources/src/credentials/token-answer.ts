import { failed, succeeded, toFailure } from "../failure.ts";
import { toStatusFailure, wordsOf } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpAnswer, Outcome } from "../source.ts";

export interface AccessToken {
  readonly text: string;
  readonly expiresInSeconds: number;
}

/** Assumed where the answer does not say. */
const USUAL_SECONDS = 300;
/** What can stand in a header. */
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "object" && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}

const say = (message: string): string => `the token address: ${message}`;

/** RFC 6749, 5.2: the reason of a refusal stands in `error` and `error_description`. */
function toRefusal(answer: HttpAnswer, reading: { redact: Redact; nowMs: number }): Outcome<never> {
  const usual = toStatusFailure(answer, reading);
  const { error, error_description: description } = parse(answer.body);
  const words = [error, description].filter((part): part is string => typeof part === "string" && part !== "").map(reading.redact);
  const message = say(words.length === 0 ? usual.message : `HTTP ${answer.status} ${words.join(": ")}`);
  const refusal = usual.class === "bad-query" ? "unauthorized" : usual.class;
  return { ok: false, failure: toFailure(refusal, message, usual.retryAfterSeconds) };
}

const secondsOf = (value: unknown): number => {
  const seconds = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof seconds === "number" && seconds >= 0 ? seconds : USUAL_SECONDS;
};

/** The token of an answer of the token endpoint, RFC 6749, 5.1. */
export function readToken(answer: HttpAnswer, reading: { redact: Redact; nowMs: number }): Outcome<AccessToken> {
  if (answer.status < 200 || answer.status > 299) return toRefusal(answer, reading);
  const { access_token: text, token_type: type, expires_in: expiresIn } = parse(answer.body);
  if (typeof text !== "string" || !TOKEN.test(text)) {
    // The body may hold what looks like a token: only a page that is none is repeated.
    const seen = /^\s*</.test(answer.body) ? `, but ${wordsOf(reading.redact(answer.body))}` : "";
    return failed("bad-answer", say(`the answer holds no access_token${seen}`));
  }
  if (typeof type === "string" && type.toLowerCase() !== "bearer") {
    return failed("bad-answer", say(`gives tokens of the type ${reading.redact(type).slice(0, 40)}, and only bearer is known`));
  }
  return succeeded({ text, expiresInSeconds: secondsOf(expiresIn) });
}
