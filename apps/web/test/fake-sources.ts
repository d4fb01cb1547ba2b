import type { Source, SourceKind } from "@solvent/api-contract";
import { NOW_MS } from "./simulate.ts";

const RATIO = (name: string, spec: string): string => `apiVersion: openslo/v1
kind: Service
metadata:
  name: shop
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
spec:
  service: shop
  budgetingMethod: Occurrences
  timeWindow:
    - duration: 28d
      isRolling: true
  indicator:
    metadata:
      name: ${name}
    spec:
      ratioMetric:
        counter: true
        good: { metricSource: { metricSourceRef: SOURCE, spec: ${spec} } }
        total: { metricSource: { metricSourceRef: SOURCE, spec: ${spec} } }
  objectives:
    - target: 0.999
`;

export const KIND: SourceKind = {
  kind: "prometheus",
  title: "Prometheus",
  description: "Counts from the counters and histograms of a Prometheus server.",
  needs: null,
  connectionSchema: {
    type: "object",
    properties: {
      url: { type: "string", format: "uri", title: "Address", description: "For example http://prometheus:9090" },
      auth: {
        type: "string",
        enum: ["none", "basic", "bearer"],
        default: "none",
        title: "Authentication",
        description: "How Solvent signs in",
        words: { basic: "User and password" },
      },
      username: { type: "string", title: "User", description: "", when: { auth: ["basic"] } },
      flavour: { type: "string", enum: ["prometheus", "thanos", "victoriametrics"], default: "prometheus", title: "Flavour" },
      timeoutSeconds: {
        type: "integer",
        minimum: 1,
        maximum: 60,
        default: 30,
        title: "Timeout, seconds",
        description: "How long an answer may take",
      },
      headers: { type: "object", additionalProperties: { type: "string" }, title: "Headers", description: "Sent with every request." },
    },
    required: ["url"],
  },
  secrets: [
    {
      field: "bearerToken",
      title: "Bearer token",
      description: "Sent as Authorization. Stored encrypted, never shown again.",
      lines: false,
      when: { auth: ["bearer"] },
    },
    { field: "password", title: "Password", description: "", lines: false, when: { auth: ["basic"] } },
  ],
  ingestDelaySeconds: 30,
  receives: false,
  lookUps: [
    { what: "metric", title: "Metrics", within: null },
    { what: "label", title: "Labels", within: "Metric" },
  ],
  templates: [
    {
      title: "Requests without a server error",
      description: "Two counters, one with a filter.",
      text: RATIO("shop-availability", "{ query: http_requests_total }"),
    },
    {
      title: "Requests that are fast",
      description: "A bucket of a histogram.",
      text: RATIO("shop-latency", "{ histogram: http_request_duration_seconds }"),
    },
  ],
};

export const SEARCH_KIND: SourceKind = {
  kind: "search",
  title: "Search engine",
  description: "Counts documents of indices and data streams by a query each for good and total.",
  needs: null,
  connectionSchema: {
    type: "object",
    properties: {
      addresses: { type: "array", items: { type: "string" }, title: "Addresses", description: "Of its nodes" },
      tls: { type: "string", enum: ["system", "own"], default: "system", title: "Certificates", description: "Whom Solvent trusts" },
      ca: { type: "string", title: "Authority", description: "As PEM", lines: true, when: { tls: ["own"] } },
      clientKeys: { type: "boolean", title: "Show a certificate of our own", description: "", when: { tls: ["own"] } },
    },
    required: ["addresses", "ca"],
  },
  secrets: [{ field: "key", title: "Key of our certificate", description: "As PEM", lines: true, when: { clientKeys: ["true"] } }],
  ingestDelaySeconds: 60,
  receives: false,
  lookUps: [{ what: "index", title: "Indices", within: null }],
  templates: [],
};

export const PUSH_KIND: SourceKind = {
  kind: "push",
  title: "Push",
  description: "Takes good and total requests of each minute from your own programs, over HTTP.",
  needs: null,
  connectionSchema: {
    type: "object",
    properties: { delaySeconds: { type: "integer", minimum: 0, maximum: 3600, default: 60, title: "Delay, seconds", description: "" } },
  },
  secrets: [],
  ingestDelaySeconds: 60,
  receives: true,
  lookUps: [],
  templates: [
    {
      title: "Minutes that are sent",
      description: "One name for good and total.",
      text: RATIO("sent-availability", "{ stream: checkout }"),
    },
  ],
};

export const SOURCE: Source = {
  name: "prometheus-prod",
  displayName: "Prometheus production",
  description: null,
  kind: "prometheus",
  kindTitle: "Prometheus",
  connection: { url: "http://prometheus.internal:9090", auth: "bearer", flavour: "prometheus", timeoutSeconds: 30 },
  secretsSet: ["bearerToken"],
  labels: { env: "prod" },
  ingestDelaySeconds: 30,
  settleMinutes: 2,
  receives: false,
  token: null,
  objectives: 14,
  health: {
    state: "ok",
    okAt: new Date(NOW_MS).toISOString(),
    failingSince: null,
    failureClass: null,
    message: null,
    version: "3.4.1",
    latencyMs: 12,
    requestsPerMinute: 28,
  },
  revision: 3,
  createdAt: "2026-06-01T08:00:00Z",
  updatedAt: "2026-06-01T08:00:00Z",
};

export const FAILING_SOURCE: Source = {
  ...SOURCE,
  name: "fleet-metrics",
  displayName: null,
  connection: { url: "https://fleet.internal/prometheus", auth: "bearer" },
  secretsSet: ["bearerToken"],
  objectives: 1,
  health: {
    state: "failing",
    okAt: "2026-11-24T16:41:00Z",
    failingSince: "2026-11-24T16:42:00Z",
    failureClass: "unauthorized",
    message: "401 Unauthorized: invalid bearer token",
    version: null,
    latencyMs: null,
    requestsPerMinute: null,
  },
};

export const SEARCH_SOURCE: Source = {
  ...SOURCE,
  name: "access-logs",
  displayName: "Access logs",
  kind: "search",
  kindTitle: "Search engine",
  connection: {
    addresses: ["https://es-1.internal:9200", "https://es-2.internal:9200"],
    tls: "own",
    ca: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
  },
  secretsSet: [],
  labels: {},
  ingestDelaySeconds: 300,
  settleMinutes: 10,
  objectives: 0,
  health: { ...SOURCE.health, version: "Elasticsearch 8.19.2", latencyMs: 31, requestsPerMinute: 4 },
};

export const PUSH_SOURCE: Source = {
  ...SOURCE,
  name: "push",
  displayName: null,
  kind: "push",
  kindTitle: "Push",
  connection: { delaySeconds: 60 },
  secretsSet: [],
  labels: {},
  ingestDelaySeconds: 60,
  settleMinutes: 10,
  receives: true,
  token: null,
  objectives: 0,
  health: { ...FAILING_SOURCE.health, state: "unknown", okAt: null, failingSince: null, failureClass: null, message: null },
};

/** What a test of that connection says: one address is refused, all others answer. */
export function testResult(connection: Readonly<Record<string, unknown>>): unknown {
  const url = String(connection.url);
  if (url.includes("refused") || url.includes("fleet")) {
    const failure = { class: "unauthorized", message: "401 Unauthorized: invalid bearer token" };
    return { ok: false, version: null, latencyMs: 9, clockSkewMs: null, notes: [], failure };
  }
  const notes = ["Scrape interval 15\u202fs", "Retention 30\u202fd: enough for a 28-day window"];
  return { ok: true, version: "3.4.1", latencyMs: 12, clockSkewMs: 2300, notes, failure: null };
}

/** Names that a source knows; a wrong part of a metric's name is refused by it. */
export function namesOf(
  source: Source,
  { what, within, text }: { readonly what: string; readonly within: string | null; readonly text: string },
): unknown {
  if (source.health.state === "failing") return { items: [], failure: { class: "unauthorized", message: source.health.message ?? "" } };
  const names = what === "label" ? ["code", "job", "route"].map((name) => ({ name, detail: `of ${within}` })) : METRICS;
  return { items: names.filter(({ name }) => name.includes(text)), failure: null };
}

const METRICS = [
  { name: "http_request_duration_seconds_bucket", detail: "histogram, Duration of requests" },
  { name: "http_requests_total", detail: "counter, Requests by code" },
  { name: "process_cpu_seconds_total", detail: null },
];
