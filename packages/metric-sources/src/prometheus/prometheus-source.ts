import { makeRedactor } from "../redact.ts";
import type { ConnectDeps, MetricSource } from "../source.ts";
import { makePrometheusApi } from "./api.ts";
import { type PrometheusConnection, secretTexts, toAuthHeaders } from "./connection.ts";
import { makeCountersResolver } from "./counters-resolver.ts";
import { makeDialectFinder } from "./dialect.ts";
import { listGroups } from "./groups.ts";
import { checkHealth } from "./health.ts";
import { probeQuery } from "./probe.ts";
import { planOf } from "./query.ts";
import { readItems } from "./read-items.ts";

/** A connected Prometheus, or a server that speaks its protocol. */
export function connectPrometheus(
  connection: PrometheusConnection,
  secrets: Readonly<Record<string, string>>,
  deps: ConnectDeps,
): MetricSource {
  const api = makePrometheusApi({
    http: deps.http,
    baseUrl: connection.url,
    headers: toAuthHeaders(connection, secrets),
    parameters: connection.extraParameters,
    redact: makeRedactor(secretTexts(connection, secrets)),
    now: deps.now,
  });
  const resolver = makeCountersResolver(api, deps.now);
  const findDialect = makeDialectFinder(api, deps.now);
  return {
    check: (signal) => checkHealth(api, deps.now, signal),
    probe: (query, signal) => probeQuery({ api, resolver, findDialect, now: deps.now }, planOf(query), signal),
    read: (request, signal) => readItems({ api, resolver, findDialect }, request, signal),
    groups: (query, labels, signal) => listGroups(api, { plan: planOf(query), labels }, signal),
  };
}
