import type { LookUpHit, Outcome, SourceHealth } from "@solvent/metric-sources";
import { timingOf } from "../../usecases/source/connection-timing.ts";
import type { AnySourceKind, SourceKinds } from "../../usecases/source/source-kinds.ts";
import type { StoredHealth, StoredSource } from "../../usecases/source/source-store.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant, toInstantOrNull } from "../to-instant.ts";

type Response = EndpointResponse<"getSource">;

function toHealthResponse(health: StoredHealth | null): Response["health"] {
  if (health === null || (health.okAtMs === null && health.failedAtMs === null)) {
    return {
      state: "unknown",
      okAt: null,
      failingSince: null,
      failureClass: null,
      message: null,
      version: health?.version ?? null,
      latencyMs: null,
      requestsPerMinute: health?.requestsPerMinute ?? null,
    };
  }
  return {
    state: health.failingSinceMs === null ? "ok" : "failing",
    okAt: toInstantOrNull(health.okAtMs),
    failingSince: toInstantOrNull(health.failingSinceMs),
    failureClass: health.failureClass,
    message: health.message,
    version: health.version,
    latencyMs: health.latencyMs,
    requestsPerMinute: health.requestsPerMinute,
  };
}

const toTokenResponse = (token: StoredSource["token"]): Response["token"] =>
  token === null ? null : { hint: token.hint, issuedAt: toInstant(token.issuedAtMs), lastUsedAt: toInstantOrNull(token.lastUsedAtMs) };

export function toSourceResponse(stored: StoredSource, kinds: SourceKinds): Response {
  const { definition } = stored;
  const kind = kinds.find(definition.kind);
  return {
    name: definition.name,
    displayName: definition.displayName,
    description: definition.description,
    kind: definition.kind,
    kindTitle: kind?.title ?? definition.kind,
    connection: definition.connection,
    secretsSet: [...stored.secretFields],
    labels: definition.labels,
    ...timingOf(kind, definition.connection),
    receives: kind?.receives ?? false,
    token: toTokenResponse(stored.token),
    objectives: stored.objectives,
    health: toHealthResponse(stored.health),
    revision: stored.revision,
    createdAt: toInstant(stored.createdAtMs),
    updatedAt: toInstant(stored.updatedAtMs),
  };
}

export const toTestResponse = (outcome: Outcome<SourceHealth>): EndpointResponse<"testSource"> =>
  outcome.ok
    ? {
        ok: true,
        ...outcome.value,
        latencyMs: Math.round(outcome.value.latencyMs),
        clockSkewMs: toWhole(outcome.value.clockSkewMs),
        notes: [...outcome.value.notes],
        failure: null,
      }
    : {
        ok: false,
        version: null,
        latencyMs: null,
        clockSkewMs: null,
        notes: [],
        failure: { class: outcome.failure.class, message: outcome.failure.message },
      };

export const toLookUpResponse = (outcome: Outcome<readonly LookUpHit[]>): EndpointResponse<"lookUpSource"> =>
  outcome.ok
    ? { items: [...outcome.value], failure: null }
    : { items: [], failure: { class: outcome.failure.class, message: outcome.failure.message } };

const toWhole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));

export const toKindResponse = (
  kind: AnySourceKind,
  connectionSchema: EndpointResponse<"listSourceKinds">["items"][number]["connectionSchema"],
) => ({
  kind: kind.kind,
  title: kind.title,
  description: kind.description,
  needs: kind.needs,
  connectionSchema,
  secrets: Object.entries(kind.secrets).map(([field, { title, description, lines = false, when = {} }]) => ({
    field,
    title,
    description,
    lines,
    when: Object.fromEntries(Object.entries(when).map(([key, values]) => [key, [...values]])),
  })),
  ingestDelaySeconds: kind.ingestDelaySeconds,
  receives: kind.receives,
  lookUps: [...kind.lookUps],
  templates: [...kind.templates],
});
