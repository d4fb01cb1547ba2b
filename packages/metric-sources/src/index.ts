export { failed, parseRetryAfter, succeeded, toFailure } from "./failure.ts";
export { type GuardDeps, type GuardLimits, makeGuardedClient } from "./guard.ts";
export { openMetricsSource } from "./openmetrics/definition.ts";
export { prometheusSource } from "./prometheus/definition.ts";
export { makeRedactor, type Redact } from "./redact.ts";
export { findSourceKind, type PreparedConnection, SOURCE_KINDS, type SourceKind } from "./registry.ts";
export * from "./source.ts";
