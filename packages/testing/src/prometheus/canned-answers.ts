import { HTML_PAGE } from "../http/faults.ts";
import type { CannedAnswer } from "../source-contract.ts";
import type { Fault } from "./faults.ts";

const json = (body: unknown): Fault => ({ do: "body", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
const text = (body: string): Fault => ({ do: "body", body });
const status = (code: number, body: string, headers?: Readonly<Record<string, string>>): Fault => ({
  do: "status",
  status: code,
  body,
  ...(headers === undefined ? {} : { headers }),
});
const error = (code: number, errorType: string, message: string): Fault =>
  status(code, JSON.stringify({ status: "error", errorType, error: message }), { "content-type": "application/json" });
const data = (resultType: string, result: unknown): Fault => json({ status: "success", data: { resultType, result } });
const matrix = (...values: unknown[]): Fault => data("matrix", [{ metric: { __name__: "http_requests_total" }, values }]);

/**
 * Answers that must never become a minute, in the forms that Prometheus, its relatives and the proxies in front of them give.
 * `secret` is repeated where a careless server would repeat it.
 */
export function cannedPrometheusAnswers(secret: string): readonly CannedAnswer<Fault>[] {
  const refused = (name: string, fault: Fault, failure: CannedAnswer<Fault>["failure"]): CannedAnswer<Fault> => ({ name, fault, failure });
  return [
    refused(
      "400 with a parse error",
      error(400, "bad_data", 'invalid parameter "query": 1:5: parse error: unclosed left parenthesis'),
      "bad-query",
    ),
    refused(
      "400 for too many points",
      error(400, "bad_data", "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"),
      "too-large",
    ),
    refused("400 without a body", status(400, ""), "bad-query"),
    refused("400 as plain text for a path that VictoriaMetrics does not know", status(400, "unsupported path requested"), "not-found"),
    refused("401 with a page that repeats the token", status(401, `<html><body>bad token ${secret}</body></html>`), "unauthorized"),
    refused("401 as Mimir without a tenant says it", status(401, "no org id"), "unauthorized"),
    refused("403 with JSON that repeats the token", error(403, "forbidden", `token ${secret} may not read`), "unauthorized"),
    refused(
      "403 with a page that repeats the header in base64",
      status(403, `<p>Authorization: ${Buffer.from(secret).toString("base64")}</p>`),
      "unauthorized",
    ),
    refused("404 as plain text", status(404, "404 page not found\n"), "not-found"),
    refused("404 as JSON", error(404, "not_found", "unknown"), "not-found"),
    refused("406 not acceptable", error(406, "not_acceptable", "no"), "bad-query"),
    refused("408", status(408, "request timeout"), "timeout"),
    refused("413 from a proxy", status(413, HTML_PAGE), "too-large"),
    refused(
      "422 for an execution error",
      error(422, "execution", "found duplicate series for the match group on the right hand-side"),
      "bad-query",
    ),
    refused(
      "422 for too many samples",
      error(422, "execution", "query processing would load too many samples into memory in query execution"),
      "too-large",
    ),
    refused("422 with the code as its type, as VictoriaMetrics says it", error(422, "422", "cannot parse query"), "bad-query"),
    refused(
      "422 with a limit of Mimir",
      error(422, "execution", "the query exceeded the maximum number of chunks (limit: 2000000 chunks) (err-mimir-max-chunks-per-query)"),
      "too-large",
    ),
    refused("429 with a wait", status(429, "too many requests", { "retry-after": "30" }), "rate-limited"),
    refused("429 with a wait that is no number", status(429, "", { "retry-after": "abc" }), "rate-limited"),
    refused("499 canceled", error(499, "canceled", "context canceled"), "timeout"),
    refused("500 internal", error(500, "internal", "boom"), "server-error"),
    refused("502 from a proxy", status(502, HTML_PAGE), "server-error"),
    refused("503 because the query took too long", error(503, "timeout", "query timed out in expression evaluation"), "timeout"),
    refused("503 while starting", status(503, "Service Unavailable"), "server-error"),
    refused("504 from a proxy", status(504, "upstream timed out"), "timeout"),
    refused("a redirect to a login", status(302, "", { location: "https://login.example/?next=/" }), "bad-answer"),
    refused("200 with an HTML login page", { do: "html" }, "bad-answer"),
    refused("200 with nothing", text(""), "bad-answer"),
    refused("200 with text", text("ok"), "bad-answer"),
    refused("200 with truncated JSON", { do: "truncate" }, "bad-answer"),
    refused("200 with status error", json({ status: "error", errorType: "execution", error: `no luck with ${secret}` }), "bad-query"),
    refused("200 with an unknown status", json({ status: "maybe", data: { resultType: "matrix", result: [] } }), "bad-answer"),
    refused("200 with JSON null", text("null"), "bad-answer"),
    refused("200 with a JSON list", text("[]"), "bad-answer"),
    refused("200 without data", json({ status: "success" }), "bad-answer"),
    refused("200 with data null", json({ status: "success", data: null }), "bad-answer"),
    refused("200 with a string result", data("string", [1, "x"]), "bad-answer"),
    refused("200 with an unknown result type", data("tensor", []), "bad-answer"),
    refused("200 with a result that is no list", data("matrix", {}), "bad-answer"),
    refused("200 with a series that is null", data("matrix", [null]), "bad-answer"),
    refused("200 with a series without labels", data("matrix", [{ values: [] }]), "bad-answer"),
    refused("200 with a label that is a number", data("matrix", [{ metric: { a: 1 }, values: [] }]), "bad-answer"),
    refused(
      "200 with a native histogram",
      data("matrix", [{ metric: {}, histograms: [[1_795_392_060, { count: "118", sum: "9.5", buckets: [] }]] }]),
      "bad-answer",
    ),
    refused("200 with a native histogram beside values", data("matrix", [{ metric: {}, values: [], histograms: [] }]), "bad-answer"),
    refused("200 with a value that is a number", matrix([1_795_392_060, 1]), "bad-answer"),
    refused("200 with an empty value", matrix([1_795_392_060, ""]), "bad-answer"),
    refused("200 with a null value", matrix([1_795_392_060, null]), "bad-answer"),
    refused("200 with a hexadecimal value", matrix([1_795_392_060, "0x10"]), "bad-answer"),
    refused("200 with a value in words", matrix([1_795_392_060, "many"]), "bad-answer"),
    refused("200 with a sample of three", matrix([1_795_392_060, "1", "2"]), "bad-answer"),
    refused("200 with a time that is text", matrix(["1795392060", "1"]), "bad-answer"),
    refused("200 with a time in nanoseconds", matrix([1_795_392_060e9, "1"]), "bad-answer"),
    refused("200 with isPartial", json({ status: "success", isPartial: true, data: { resultType: "matrix", result: [] } }), "partial"),
    refused("200 with a warning of Thanos", { do: "warnings", warnings: [`receive series from store ${secret}: unavailable`] }, "partial"),
    refused(
      "200 with warnings inside the data",
      json({ status: "success", data: { resultType: "matrix", result: [], warnings: ["1 store failed"] } }),
      "partial",
    ),
    refused(
      "200 with an unknown kind of warning",
      json({ status: "success", warnings: [{ deep: [[["x"]]] }], data: { resultType: "matrix", result: [] } }),
      "partial",
    ),
    refused("more than 16 MiB", { do: "oversize", bytes: 17 * 2 ** 20 }, "too-large"),
    refused("a connection that is closed", { do: "reset" }, "unreachable"),
    refused("no answer at all", { do: "hang" }, "timeout"),
    {
      name: "200 with values that cannot be counted",
      fault: matrix([1_795_392_060, "NaN"], [1_795_392_120, "+Inf"], [1_795_392_180, "-Inf"], [1_795_392_240, "-1"]),
      failure: null,
    },
    { name: "200 with samples of another age", fault: matrix([1, "5"], [99_999_999_999, "7"]), failure: null },
  ];
}
