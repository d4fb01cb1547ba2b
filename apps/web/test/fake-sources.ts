import type { Source, SourceKind } from "@solvent/api-contract";
import { NOW_MS } from "./simulate.ts";

export const KIND: SourceKind = {
  kind: "prometheus",
  title: "Prometheus",
  connectionSchema: {
    type: "object",
    properties: {
      url: { type: "string", format: "uri", title: "Address", description: "For example http://prometheus:9090" },
      flavour: { type: "string", enum: ["prometheus", "thanos", "victoriametrics"], default: "prometheus", title: "Flavour" },
      timeoutSeconds: { type: "integer", default: 30, title: "Timeout, seconds", description: "" },
      headers: { type: "object", additionalProperties: { type: "string" }, title: "Headers", description: "Sent with every request." },
    },
    required: ["url"],
  },
  secrets: [
    { field: "bearerToken", title: "Bearer token", description: "Sent as Authorization. Stored encrypted, never shown again." },
    { field: "password", title: "Password", description: "" },
  ],
  ingestDelaySeconds: 30,
};

export const SOURCE: Source = {
  name: "prometheus-prod",
  displayName: "Prometheus production",
  description: null,
  kind: "prometheus",
  kindTitle: "Prometheus",
  connection: { url: "http://prometheus.internal:9090", flavour: "prometheus", timeoutSeconds: 30 },
  secretsSet: ["bearerToken"],
  labels: {},
  ingestDelaySeconds: 30,
  objectives: 14,
  health: {
    state: "ok",
    okAt: new Date(NOW_MS).toISOString(),
    failingSince: null,
    failureClass: null,
    message: null,
    version: "3.4.1",
    latencyMs: 12,
  },
  revision: 3,
  createdAt: "2026-06-01T08:00:00Z",
  updatedAt: "2026-06-01T08:00:00Z",
};

export const FAILING_SOURCE: Source = {
  ...SOURCE,
  name: "fleet-metrics",
  displayName: null,
  connection: { url: "https://fleet.internal/prometheus" },
  secretsSet: ["bearerToken"],
  objectives: 1,
  health: {
    state: "failing",
    okAt: "2026-11-24T16:41:00Z",
    failingSince: "2026-11-24T16:42:00Z",
    failureClass: "refused",
    message: "401 Unauthorized: invalid bearer token",
    version: null,
    latencyMs: null,
  },
};

/** What a test of that connection says: one address is refused, all others answer. */
export function testResult(connection: Readonly<Record<string, unknown>>): unknown {
  const url = String(connection.url);
  if (url.includes("refused") || url.includes("fleet")) {
    const failure = { class: "refused", message: "401 Unauthorized: invalid bearer token" };
    return { ok: false, version: null, latencyMs: 9, clockSkewMs: null, notes: [], failure };
  }
  const notes = ["Scrape interval 15\u202fs", "Retention 30\u202fd: enough for a 28-day window"];
  return { ok: true, version: "3.4.1", latencyMs: 12, clockSkewMs: 2300, notes, failure: null };
}
