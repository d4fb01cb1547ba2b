import type { InjectOptions } from "fastify";
import type { TestApp } from "../support/test-app.ts";

/** A value as OTLP writes it in JSON. */
export type Json = unknown;

export const OTLP_URL = "/api/v1/otlp/v1/metrics";

export const attribute = (key: string, value: string): Json => ({ key, value: { stringValue: value } });

export const nano = (ms: number): string => `${Math.round(ms)}000000`;

export interface NumberSample {
  readonly atMs: number;
  readonly startMs?: number;
  readonly value: number;
  readonly attributes?: readonly Json[];
}

/** A data point with a whole number. */
export const toPoint = ({ atMs, startMs, value, attributes = [] }: NumberSample) => ({
  attributes,
  ...(startMs === undefined ? {} : { startTimeUnixNano: nano(startMs) }),
  timeUnixNano: nano(atMs),
  asInt: String(value),
});

export const CUMULATIVE = 2;
export const DELTA = 1;

export const sumMetric = (name: string, dataPoints: readonly Json[], aggregationTemporality: Json = CUMULATIVE) => ({
  name,
  unit: "1",
  sum: { aggregationTemporality, isMonotonic: true, dataPoints },
});

export const RESOURCE = [attribute("service.name", "checkout"), attribute("service.instance.id", "checkout-1")];

export const toRequestBody = (metrics: readonly Json[], resource: readonly Json[] = RESOURCE) => ({
  resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics }] }],
});

export const toInject = (token: string, payload: string | Buffer, headers: Readonly<Record<string, string>> = {}): InjectOptions => ({
  method: "POST",
  url: OTLP_URL,
  headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
  payload,
});

export interface OtlpAnswer {
  readonly status: number;
  /** Data points that were not taken, and why. */
  readonly rejected: number;
  readonly message: string;
}

/** Sends metrics as JSON, and says what became of them. */
export async function sendMetrics(api: TestApp, token: string, metrics: readonly Json[], resource?: readonly Json[]): Promise<OtlpAnswer> {
  const answer = await api.app.inject(toInject(token, JSON.stringify(toRequestBody(metrics, resource))));
  const { partialSuccess, message } = answer.json<{
    partialSuccess?: { rejectedDataPoints: string; errorMessage: string };
    message?: string;
  }>();
  return {
    status: answer.statusCode,
    rejected: Number(partialSuccess?.rejectedDataPoints ?? 0),
    message: partialSuccess?.errorMessage ?? message ?? "",
  };
}
