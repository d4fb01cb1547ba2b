import { HTML_PAGE } from "../http/faults.ts";
import type { CannedAnswer } from "../source-contract.ts";
import type { Answer, SearchFault } from "./faults.ts";

type Canned = CannedAnswer<SearchFault>;

const JSON_TYPE = { "content-type": "application/json" };
const json = (body: unknown): SearchFault => ({ do: "body", body: JSON.stringify(body), headers: JSON_TYPE });
const text = (body: string): SearchFault => ({ do: "body", body });
const status = (code: number, body: string, headers?: Readonly<Record<string, string>>): SearchFault => ({
  do: "status",
  status: code,
  body,
  ...(headers === undefined ? {} : { headers }),
});
const edit = (change: (answer: Answer) => unknown): SearchFault => ({ do: "edit", edit: change });
const error = (code: number, type: string, reason: string, headers: Readonly<Record<string, string>> = {}): SearchFault =>
  status(code, JSON.stringify({ error: { root_cause: [{ type, reason }], type, reason }, status: code }), { ...JSON_TYPE, ...headers });
const shardError = (code: number, type: string, reason: string): SearchFault =>
  status(
    code,
    JSON.stringify({
      error: {
        root_cause: [],
        type: "search_phase_execution_exception",
        reason: type === "" ? reason : "all shards failed",
        phase: "query",
        failed_shards: type === "" ? [] : [{ shard: 0, index: "logs", reason: { type, reason } }],
      },
      status: code,
    }),
    JSON_TYPE,
  );

const WHOLE = { took: 1, timed_out: false, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 }, hits: { hits: [] } };
const answer = (fields: object): SearchFault => json({ ...WHOLE, ...fields });

/** The minutes of the proper answer, changed; an answer to another question stays as it is. */
const buckets = (change: (list: Answer[]) => unknown): SearchFault =>
  edit((proper) => {
    const minutes = proper.aggregations?.minutes;
    if (minutes === undefined) return proper;
    return { ...proper, aggregations: { ...proper.aggregations, minutes: { buckets: change(minutes.buckets) } } };
  });

/** Every aggregation inside the buckets, changed. */
const cells = (change: (cell: Answer) => unknown): SearchFault =>
  buckets((list) =>
    list.map((bucket) =>
      Object.fromEntries(Object.entries<Answer>(bucket).map(([key, one]) => [key, /^t\d/.test(key) ? change(one) : one])),
    ),
  );

const refused = (name: string, fault: SearchFault, failure: Canned["failure"]): Canned => ({ name, fault, failure });

const refusals = (secret: string): readonly Canned[] => [
  refused("400 with a parsing exception", error(400, "parsing_exception", "unknown query [foo]"), "bad-query"),
  refused("400 from a shard", shardError(400, "query_shard_exception", 'failed to create query: For input string: "x"'), "bad-query"),
  refused("400 for text fields", shardError(400, "illegal_argument_exception", "Fielddata is disabled on [message]"), "bad-query"),
  refused("400 for too many buckets", shardError(400, "too_many_buckets_exception", "Trying to create too many buckets"), "too-large"),
  refused(
    "503 for too many buckets, as older versions",
    shardError(503, "too_many_buckets_exception", "Trying to create too many buckets"),
    "too-large",
  ),
  refused("400 as plain text", status(400, "bad request"), "bad-query"),
  refused("400 without a body", status(400, ""), "bad-query"),
  refused("400 for a media type", error(400, "media_type_header_exception", "Invalid media-type value on headers [Accept]"), "bad-query"),
  refused(
    "401 with JSON that repeats the secret",
    error(401, "security_exception", `unable to authenticate with ${secret}`),
    "unauthorized",
  ),
  refused("401 as OpenSearch says it", status(401, "Unauthorized", { "www-authenticate": "Basic" }), "unauthorized"),
  refused(
    "401 with a page that repeats the header in base64",
    status(401, `<p>${Buffer.from(secret).toString("base64")}</p>`),
    "unauthorized",
  ),
  refused("403 for a privilege", error(403, "security_exception", "action [indices:data/read/search] is unauthorized"), "unauthorized"),
  refused("403 for a block", error(403, "cluster_block_exception", "index [logs] blocked by: [FORBIDDEN/4/index closed];"), "unauthorized"),
  refused("403 with a page", status(403, HTML_PAGE), "unauthorized"),
  refused("404 as a page", status(404, HTML_PAGE), "not-found"),
  refused("404 for something else", error(404, "resource_not_found_exception", "not here"), "not-found"),
  refused("406", error(406, "media_type_header_exception", "Content-Type header is not supported"), "bad-query"),
  refused("408", status(408, "request timeout"), "timeout"),
  refused("413", error(413, "content_too_long_exception", "entity content is too long"), "too-large"),
  refused(
    "429 for a full queue",
    error(429, "es_rejected_execution_exception", "rejected execution", { "retry-after": "2" }),
    "rate-limited",
  ),
  refused("429 for a breaker", error(429, "circuit_breaking_exception", "[parent] Data too large"), "rate-limited"),
  refused("503 for a breaker, as older versions", error(503, "circuit_breaking_exception", "[request] Data too large"), "rate-limited"),
  refused("500 with JSON", error(500, "null_pointer_exception", `no luck with ${secret}`), "server-error"),
  refused("500 for a part of the shards", shardError(500, "", "Partial shards failure"), "partial"),
  refused("502 from a proxy", status(502, HTML_PAGE), "server-error"),
  refused("503 while all shards fail", shardError(503, "no_shard_available_action_exception", ""), "server-error"),
  refused("503 without a master", error(503, "master_not_discovered_exception", "no master"), "server-error"),
  refused("504 from a proxy", status(504, "upstream timed out"), "timeout"),
  refused("a redirect to a login", status(302, "", { location: "https://login.example/?next=/" }), "bad-answer"),
  refused(
    "an error with a text for its reason",
    status(400, JSON.stringify({ error: "no handler found for uri [/x]" }), JSON_TYPE),
    "bad-query",
  ),
];

const notAnswers = (secret: string): readonly Canned[] => [
  refused("200 with an HTML login page", { do: "html" }, "bad-answer"),
  refused("200 with nothing", text(""), "bad-answer"),
  refused("200 with text that repeats the secret", text(`ok ${secret}`), "bad-answer"),
  refused("200 with truncated JSON", { do: "truncate" }, "bad-answer"),
  refused("200 with JSON null", text("null"), "bad-answer"),
  refused("200 with a JSON list", text("[]"), "bad-answer"),
  refused("200 with an error", json({ error: { type: "x", reason: "y" }, status: 400 }), "bad-answer"),
  refused("200 without shards", json({ took: 1, timed_out: false, hits: { hits: [] }, aggregations: {} }), "bad-answer"),
  refused("200 with shards in words", answer({ _shards: { total: "all", successful: 1, failed: 0 } }), "bad-answer"),
  refused("200 that does not say whether it timed out", json({ ...WHOLE, timed_out: undefined, aggregations: {} }), "bad-answer"),
  refused("200 without aggregations", answer({}), "bad-answer"),
  refused("200 with aggregations that are a list", answer({ aggregations: [] }), "bad-answer"),
  refused("200 with other aggregations", answer({ aggregations: { x: { buckets: [] } } }), "bad-answer"),
  refused("200 with minutes that are no list", answer({ aggregations: { minutes: { buckets: {} } } }), "bad-answer"),
  refused("200 without a single minute", answer({ aggregations: { minutes: { buckets: [] } } }), "bad-answer"),
  refused("more than 16 MiB", { do: "oversize", bytes: 17 * 2 ** 20 }, "too-large"),
  refused("a connection that is closed", { do: "reset" }, "unreachable"),
  refused("no answer at all", { do: "hang" }, "timeout"),
];

const partials: readonly Canned[] = [
  refused(
    "200 that timed out",
    edit((proper) => ({ ...proper, timed_out: true })),
    "partial",
  ),
  refused(
    "200 that ended early",
    edit((proper) => ({ ...proper, terminated_early: true })),
    "partial",
  ),
  refused(
    "200 with a failed shard",
    edit((proper) => ({
      ...proper,
      _shards: { total: 5, successful: 4, skipped: 0, failed: 1, failures: [{ shard: 0, reason: { type: "x", reason: "gone" } }] },
    })),
    "partial",
  ),
  refused(
    "200 with a shard that did not answer",
    edit((proper) => ({ ...proper, _shards: { total: 5, successful: 4, skipped: 0, failed: 0 } })),
    "partial",
  ),
  refused(
    "200 with a cluster that was left out",
    edit((proper) => ({ ...proper, _clusters: { total: 2, successful: 1, skipped: 1 } })),
    "partial",
  ),
  refused(
    "200 with a cluster that answered in part",
    edit((proper) => ({ ...proper, _clusters: { total: 2, successful: 1, skipped: 0, partial: 1 } })),
    "partial",
  ),
];

const wrongBuckets: readonly Canned[] = [
  refused(
    "200 that lacks a minute",
    buckets((list) => list.slice(1)),
    "bad-answer",
  ),
  refused(
    "200 with a minute twice",
    buckets((list) => [...list.slice(0, -1), list[0]]),
    "bad-answer",
  ),
  refused(
    "200 with a minute more",
    buckets((list) => [...list, { ...list.at(-1), key: list.at(-1).key + 60_000 }]),
    "bad-answer",
  ),
  refused(
    "200 with minutes off the grid",
    buckets((list) => list.map((one) => ({ ...one, key: one.key + 1 }))),
    "bad-answer",
  ),
  refused(
    "200 with keys in words",
    buckets((list) => list.map((one) => ({ ...one, key: String(one.key) }))),
    "bad-answer",
  ),
  refused(
    "200 with minutes of another age",
    buckets((list) => list.map((one, index) => ({ ...one, key: index * 60_000 }))),
    "bad-answer",
  ),
  refused(
    "200 with a minute that is null",
    buckets((list) => [null, ...list.slice(1)]),
    "bad-answer",
  ),
  refused(
    "200 without the counts",
    cells(() => undefined),
    "bad-answer",
  ),
  refused(
    "200 with counts in words",
    cells((cell) => ({ ...cell, doc_count: "7" })),
    "bad-answer",
  ),
  refused(
    "200 with negative counts",
    cells((cell) => ({ ...cell, doc_count: -1 })),
    "bad-answer",
  ),
  refused(
    "200 with counts that are not whole",
    cells((cell) => ({ ...cell, doc_count: 1.5 })),
    "bad-answer",
  ),
  refused(
    "200 with counts that are null",
    cells((cell) => ({ ...cell, doc_count: null })),
    "bad-answer",
  ),
  refused(
    "200 with values that nobody asked for",
    cells((cell) => ({ ...cell, v: { value: "many" } })),
    "bad-answer",
  ),
];

/**
 * Answers that must never become a minute, in the forms that Elasticsearch, OpenSearch and the proxies in front of them give. `secret` is
 * repeated where a careless server would repeat it.
 */
export const cannedSearchAnswers = (secret: string): readonly Canned[] => [
  ...refusals(secret),
  ...notAnswers(secret),
  ...partials,
  ...wrongBuckets,
];
