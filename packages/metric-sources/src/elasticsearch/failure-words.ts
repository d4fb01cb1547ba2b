import { toFailure } from "../failure.ts";
import { toStatusFailure } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpAnswer, SourceFailure, SourceFailureClass } from "../source.ts";

export interface Reading {
  readonly redact: Redact;
  readonly nowMs: number;
}

/** What the server says of an error: the type and the reason of its root. */
export interface ServerError {
  readonly types: readonly string[];
  readonly words: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The errors inside an error, the deepest reasons first: of the shards, of the root, and its own. */
function errorsIn(error: Readonly<Record<string, unknown>>, depth = 0): readonly Readonly<Record<string, unknown>>[] {
  if (depth > 4) return [];
  const shards = listOf(error.failed_shards).flatMap((shard) => (isRecord(shard) && isRecord(shard.reason) ? [shard.reason] : []));
  const inner = [error.caused_by, ...listOf(error.root_cause), ...shards].filter(isRecord);
  return [...inner.flatMap((one) => errorsIn(one, depth + 1)), error];
}

function describe(error: Readonly<Record<string, unknown>>): string {
  return [textOf(error.type), textOf(error.reason)].filter((part) => part !== "").join(": ");
}

/** Null for a body that is no error of such a server. */
export function readServerError(body: unknown): ServerError | null {
  if (!isRecord(body) || body.error === undefined || body.error === null) return null;
  const { error } = body;
  if (typeof error === "string") return { types: [], words: error };
  if (!isRecord(error)) return null;
  const all = errorsIn(error);
  const words = [...new Set(all.map(describe).filter((text) => text !== ""))];
  return { types: all.map(({ type }) => textOf(type)), words: words.slice(0, 4).join("; ") || "an error without words" };
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const CLASS_OF_TYPE: Readonly<Record<string, SourceFailureClass>> = {
  too_many_buckets_exception: "too-large",
  es_rejected_execution_exception: "rate-limited",
  rejected_execution_exception: "rate-limited",
  circuit_breaking_exception: "rate-limited",
};
const PARTIAL = /partial shards failure/i;

function classOf({ types, words }: ServerError): SourceFailureClass | null {
  const byType = types.map((type) => CLASS_OF_TYPE[type]).find((one) => one !== undefined);
  return byType ?? (PARTIAL.test(words) ? "partial" : null);
}

/** A text field cannot be grouped by; what to write instead is in most mappings. */
const FIELDDATA = /fielddata is disabled on (?:\[([^\]]{1,200})\]|text fields by default.{0,40}?\[([^\]]{1,200})\])/i;

function adviceFor(words: string): string | null {
  const found = FIELDDATA.exec(words);
  const field = found?.[1] ?? found?.[2];
  return field === undefined ? null : `${field}.keyword`;
}

/** An answer with a status that is no success, in the words of the server. */
export function toSearchFailure(answer: HttpAnswer, reading: Reading): SourceFailure {
  const usual = toStatusFailure(answer, reading);
  const error = readServerError(parseJson(answer.body));
  if (error === null) return usual;
  const words = reading.redact(error.words);
  const failure = toFailure(classOf(error) ?? usual.class, `HTTP ${answer.status}: ${words}`, usual.retryAfterSeconds);
  const advice = adviceFor(words);
  return advice === null ? failure : { ...failure, advice };
}
