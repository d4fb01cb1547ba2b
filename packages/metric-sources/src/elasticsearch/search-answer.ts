import { failed, succeeded } from "../failure.ts";
import type { Outcome } from "../source.ts";
import { type Reading, readServerError } from "./failure-words.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A whole answer to a search. */
export interface SearchAnswer {
  /** Null: no index matches, so nothing was searched. */
  readonly aggregations: Fields | null;
  readonly hits: readonly unknown[];
}

export const NOTHING_SEARCHED: SearchAnswer = { aggregations: null, hits: [] };

export const isRecord = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function firstReason(shards: Fields, { redact }: Reading): string {
  const [first] = Array.isArray(shards.failures) ? shards.failures : [];
  const error = isRecord(first) ? readServerError({ error: first.reason }) : null;
  return error === null ? "" : `: ${redact(error.words)}`;
}

/** Why an answer is not the whole one; null when it is. */
function partialReason(body: Fields, shards: Fields, reading: Reading): string | null {
  if (body.timed_out !== false) return "the search ran out of time";
  if (body.terminated_early === true) return "the search ended early";
  const { total, successful, failed: failedShards } = shards;
  if (Number(failedShards) > 0) return `${failedShards} of ${total} shards failed${firstReason(shards, reading)}`;
  if (Number(successful) < Number(total)) return `only ${successful} of ${total} shards answered`;
  const clusters = isRecord(body._clusters) ? body._clusters : {};
  const lacking = ["skipped", "partial", "failed", "running"].find((state) => Number(clusters[state] ?? 0) > 0);
  return lacking === undefined ? null : `${clusters[lacking]} of ${clusters.total} clusters: ${lacking}`;
}

/** What a search answered. Refused: what is no such answer (bad-answer), and one that leaves something out (partial). */
export function readSearchAnswer(body: unknown, reading: Reading): Outcome<SearchAnswer> {
  if (!isRecord(body)) return failed("bad-answer", "the answer is not the JSON object that a search gives");
  const error = readServerError(body);
  if (error !== null) return failed("bad-answer", reading.redact(error.words));
  const { _shards: shards, hits } = body;
  if (!isRecord(shards) || ![shards.total, shards.successful, shards.failed].every(isCount))
    return failed("bad-answer", "the answer does not say how many shards answered");
  if (typeof body.timed_out !== "boolean") return failed("bad-answer", "the answer does not say whether it ran out of time");
  const partial = partialReason(body, shards, reading);
  if (partial !== null) return failed("partial", `the answer is incomplete: ${partial}`);
  if (shards.total === 0) return succeeded(NOTHING_SEARCHED);
  if (!isRecord(body.aggregations ?? {})) return failed("bad-answer", "the aggregations of the answer are no object");
  const list = isRecord(hits) && Array.isArray(hits.hits) ? hits.hits : [];
  return succeeded({ aggregations: isRecord(body.aggregations) ? body.aggregations : {}, hits: list });
}
