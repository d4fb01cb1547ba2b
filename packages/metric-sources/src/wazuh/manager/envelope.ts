import { failed, succeeded, toFailure } from "../../failure.ts";
import { toStatusFailure } from "../../http-failure.ts";
import type { Redact } from "../../redact.ts";
import type { HttpAnswer, Outcome } from "../../source.ts";

export interface Reading {
  readonly redact: Redact;
  readonly nowMs: number;
}

export type Data = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** An answer with a status that is no success, in the manager's own words where it has some. */
function toRefusal(answer: HttpAnswer, reading: Reading): Outcome<never> {
  const usual = toStatusFailure(answer, reading);
  const body = parseJson(answer.body);
  const words = isRecord(body) ? [body.title, body.detail].map(textOf).filter((part) => part !== "") : [];
  if (words.length === 0) return { ok: false, failure: usual };
  const message = `HTTP ${answer.status}: ${reading.redact(words.join(": "))}`;
  return { ok: false, failure: toFailure(usual.class, message, usual.retryAfterSeconds) };
}

const PARTLY_FAILED = 2;

/** `error` 0: all went well, 1: nothing did, 2: some did. A list also counts what failed. */
function readData({ data, error, message }: Data, { redact }: Reading): Outcome<Data> {
  if (typeof error !== "number") return failed("bad-answer", "the answer of the manager does not say whether it failed");
  const words = redact(textOf(message)) || `error ${error}`;
  if (error === PARTLY_FAILED) return failed("partial", `the manager answered for some of it only: ${words}`);
  if (error !== 0) return failed("bad-query", `the manager refused: ${words}`);
  if (!isRecord(data)) return failed("bad-answer", "the answer of the manager holds no data");
  const { total_failed_items: failures } = data;
  return typeof failures === "number" && failures > 0
    ? failed("partial", `the manager failed for ${failures} of the items: ${words}`)
    : succeeded(data);
}

/** What the manager's API answers everything in: `{ data, message, error }`. */
export function readEnvelope(answer: HttpAnswer, reading: Reading): Outcome<Data> {
  if (answer.status !== 200) return toRefusal(answer, reading);
  const body = parseJson(answer.body);
  return isRecord(body) ? readData(body, reading) : failed("bad-answer", "the answer is none of the manager's API");
}

/** How many items a list has in all. */
export function totalOf({ total_affected_items: total }: Data): Outcome<number> {
  return typeof total === "number" && Number.isSafeInteger(total) && total >= 0
    ? succeeded(total)
    : failed("bad-answer", "the answer of the manager does not say how many there are");
}
