import type { CannedAnswer } from "../source-contract.ts";
import { cannedPrometheusAnswers } from "./canned-answers.ts";
import type { Fault } from "./faults.ts";

const status = (code: number, body: string, headers: Readonly<Record<string, string>> = {}): Fault => ({
  do: "status",
  status: code,
  body,
  headers,
});
/** VictoriaMetrics puts the status where others put a kind of error. */
const error = (code: number, message: string): Fault =>
  status(code, JSON.stringify({ status: "error", errorType: String(code), error: message }), { "content-type": "application/json" });
const success = (extra: object, data: object): Fault => ({ do: "body", body: JSON.stringify({ status: "success", ...extra, data }) });
const EMPTY = { resultType: "matrix", result: [] };

/** Bad answers in the words of VictoriaMetrics 1.79 and its cluster, besides those of all servers of the family. */
export function cannedVictoriaAnswers(secret: string): readonly CannedAnswer<Fault>[] {
  const refused = (name: string, fault: Fault, failure: CannedAnswer<Fault>["failure"]): CannedAnswer<Fault> => ({ name, fault, failure });
  return [
    refused("422 for a parse error", error(422, 'error when executing query="sum(": singleExpr: unexpected token ""'), "bad-query"),
    refused("422 for a function that it does not know", error(422, 'unknown func "histogram_count"'), "bad-query"),
    refused(
      "400 for an unknown path, with the address",
      status(400, 'remoteAddr: "10.0.0.1:1"; unsupported path requested: "/x"'),
      "not-found",
    ),
    refused(
      "422 for too many points",
      error(422, "too many points for the given step=60000: 166667; cannot exceed -search.maxPointsPerTimeseries=30000"),
      "too-large",
    ),
    refused(
      "422 for too many series",
      error(422, "error when searching tsids: the number of matching timeseries exceeds 1000; either narrow down the search or increase"),
      "too-large",
    ),
    refused("422 for too many samples", error(422, "cannot select more than -search.maxSamplesPerQuery=1000 samples"), "too-large"),
    refused(
      "422 for a long query",
      error(422, "too long query; got 24099 bytes; mustn't exceed `-search.maxQueryLen=16384` bytes"),
      "too-large",
    ),
    refused(
      "422 for want of memory",
      error(422, "not enough memory for processing 5000000 data points across 5000 time series"),
      "too-large",
    ),
    refused("503 after its own time-out", error(503, "timeout exceeded during the query: 30.000 seconds"), "timeout"),
    refused(
      "429 for too many requests at a time",
      status(429, "couldn't start executing the request in 10.000 seconds, since -search.maxConcurrentRequests=8 are executed", {
        "retry-after": "10",
      }),
      "rate-limited",
    ),
    refused("503 without a node", error(503, "cannot return full response, since some of vmstorage nodes are unavailable"), "partial"),
    refused("422 without a node", error(422, "cannot return full response, since some of vmstorage nodes are unavailable"), "partial"),
    refused("a part of the storage missing", success({ isPartial: true }, EMPTY), "partial"),
    refused("a part of the storage missing, said inside the data", success({}, { ...EMPTY, isPartial: true }), "partial"),
    refused("success with an empty object", success({}, {}), "bad-answer"),
    refused("401 of vmauth that repeats the token", status(401, `missing or unknown token ${secret}`), "unauthorized"),
    refused("400 of vmauth for a route it does not have", status(400, "missing route for http://vmauth/api/v1/query"), "bad-query"),
    ...cannedPrometheusAnswers(secret),
  ];
}
