import { failed, parseRetryAfter, succeeded, toFailure } from "../failure.ts";
import { classOfStatus, redirectHint, wordsOf } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpAnswer, Outcome, SourceFailureClass } from "../source.ts";

/** The server has the data and refuses the amount: a smaller question may pass. */
const TOO_MUCH = new RegExp(
  [
    "too many samples|maximum resolution|too many points|too many (?:time)?series|max-samples|chunks|response too large",
    "limit.{0,60}exceeded|exceed.{0,60}limit",
    // VictoriaMetrics
    "cannot select more than -search|cannot exceed -search|time ?series exceeds \\d|too long query|not enough memory for processing",
    // Mimir
    "err-mimir-max-|exceeded the maximum number of",
  ].join("|"),
  "i",
);
/** A part of the storage did not answer, said by a server that was told not to leave it out. */
const PART_MISSING = new RegExp(
  [
    "expanding series.*(?:rpc error|receive series from|fetch series)|proxy Series\\(\\)|receive series from", // Thanos
    "cannot return full response", // VictoriaMetrics
  ].join("|"),
  "is",
);
const TIMED_OUT = /timeout exceeded/i;
const WRONG_PATH = /unsupported path requested/;

function classOf(status: number, errorType: string | null, text: string): SourceFailureClass {
  if (status >= 400 && status !== 429 && PART_MISSING.test(text)) return "partial";
  if ((status === 400 || status === 422) && TOO_MUCH.test(text)) return "too-large";
  if (status === 400 && WRONG_PATH.test(text)) return "not-found";
  if (status === 503 && TIMED_OUT.test(text)) return "timeout";
  if (errorType === "timeout" || errorType === "canceled") return "timeout";
  return classOfStatus(status);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const textOr = <T>(value: unknown, fallback: T): string | T => (typeof value === "string" ? value : fallback);

interface Reading {
  readonly redact: Redact;
  readonly nowMs: number;
}

/** What went wrong in the server's words. Secrets are removed before anything is cut out: half a secret is not recognised. */
function sayFailure(answer: HttpAnswer, json: unknown, { redact }: Reading): { errorType: string | null; text: string } {
  if (isRecord(json) && json.status === "error") {
    const errorType = textOr(json.errorType, null);
    return { errorType: errorType === null ? null : redact(errorType).slice(0, 40), text: redact(textOr(json.error, "no message")) };
  }
  return { errorType: null, text: wordsOf(redact(answer.body)) };
}

const tenantHint = (text: string): string => (/^no org id\s*$/i.test(text) ? " (give the tenant, or the extra header X-Scope-OrgID)" : "");

function toHttpFailure(answer: HttpAnswer, json: unknown, reading: Reading): Outcome<never> {
  // An error under status 200 is one that another server would have answered with 422.
  const status = answer.status < 300 ? 422 : answer.status;
  const { errorType, text } = sayFailure(answer, json, reading);
  const message = `HTTP ${answer.status}${errorType === null ? "" : ` ${errorType}`}: ${redirectHint(answer.status)}${text}${tenantHint(text)}`;
  const retryAfter = parseRetryAfter(answer.headers["retry-after"], reading.nowMs);
  return { ok: false, failure: toFailure(classOf(status, errorType, text), message, retryAfter ?? undefined) };
}

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.map((item) => textOr(item, "a warning that is no text")) : []);

/** A remark about the query, which some servers put among the warnings; the answer is complete. */
const REMARK = /^PromQL info/i;

function partialReason(json: Readonly<Record<string, unknown>>): string | null {
  const data = isRecord(json.data) ? json.data : {};
  if (json.isPartial === true || data.isPartial === true) return "the server says that a part of its storage did not answer";
  const warnings = [...textsIn(json.warnings), ...textsIn(data.warnings)].filter((warning) => !REMARK.test(warning));
  return warnings.length === 0 ? null : warnings.join("; ");
}

/** The `data` of a complete, successful answer; everything else is a failure in the server's own words. */
export function readEnvelope(answer: HttpAnswer, reading: Reading): Outcome<unknown> {
  const json = parseJson(answer.body);
  if (answer.status < 200 || answer.status > 299) return toHttpFailure(answer, json, reading);
  if (!isRecord(json)) {
    return failed("bad-answer", `the answer is not JSON: ${sayFailure(answer, json, reading).text}`);
  }
  if (json.status === "error") return toHttpFailure(answer, json, reading);
  if (json.status !== "success") return failed("bad-answer", "the answer does not say whether it succeeded");
  const partial = partialReason(json);
  return partial === null ? succeeded(json.data) : failed("partial", reading.redact(partial));
}
