import { setTimeout as sleep } from "node:timers/promises";
import { type Attributes, DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPMetricExporter as JsonExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import type { MeasuredIndicator } from "@solvent/domain";
import { minuteOfMs } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makePool } from "../../src/infra/store/pool.ts";
import { makePushSource } from "../push/push-source.ts";
import { removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";
import { readMinutes } from "./read-minutes.ts";

/** The clock of the SDK counts milliseconds: what is recorded and sent within one has a beginning that says nothing. */
const CLOCK_MS = 5;
const database = useTestDatabase();
let api: TestApp;
let address: string;
let pool: pg.Pool;
const warnings: string[] = [];

beforeAll(async () => {
  api = await makeTestApp(database);
  address = await api.app.listen({ port: 0, host: "127.0.0.1" });
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "test", onError: () => undefined });
  const note = (...words: unknown[]) => void warnings.push(words.map(String).join(" "));
  const silent = () => undefined;
  diag.setLogger({ error: note, warn: note, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
});
beforeEach(() => removeEverything(database.url));
afterEach(() => {
  warnings.length = 0;
});
afterAll(async () => {
  diag.disable();
  await pool.end();
  await api.close();
});

type MakeExporter = (url: string, token: string, temporality: AggregationTemporality) => PushMetricExporter;

const optionsOf = (url: string, token: string, temporality: AggregationTemporality) => ({
  url: `${url}/api/v1/otlp/v1/metrics`,
  headers: { authorization: `Bearer ${token}` },
  temporalityPreference: temporality,
});

const EXPORTERS: readonly (readonly [name: string, make: MakeExporter])[] = [
  ["JSON", (...how) => new JsonExporter(optionsOf(...how))],
  ["JSON with gzip", (...how) => new JsonExporter({ ...optionsOf(...how), compression: "gzip" as never })],
  ["Protocol Buffers", (...how) => new ProtobufExporter(optionsOf(...how))],
  ["Protocol Buffers with gzip", (...how) => new ProtobufExporter({ ...optionsOf(...how), compression: "gzip" as never })],
];

const RESOURCE = resourceFromAttributes({
  "service.name": "checkout",
  "service.instance.id": "checkout-1",
  "deployment.environment": "prod",
});

function makeProvider(exporter: PushMetricExporter, exponential = false): MeterProvider {
  const boundaries = [0.1, 0.3, 1];
  return new MeterProvider({
    resource: RESOURCE,
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
    views: [
      {
        instrumentName: "http.server.duration",
        aggregation: exponential
          ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
          : { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries } },
      },
    ],
  });
}

const ratio = (good: object, total: object): MeasuredIndicator => ({
  kind: "ratio",
  counter: true,
  numerator: "good",
  part: { source: "sdk", spec: { ...good } },
  total: { source: "sdk", spec: { ...total } },
});

/** Sums of the minutes since then. */
async function sums(indicator: MeasuredIndicator, sinceMs: number): Promise<readonly [good: number, total: number]> {
  const block = await readMinutes(pool, "sdk", indicator, { from: minuteOfMs(sinceMs), to: minuteOfMs(Date.now()) + 1 });
  const sum = (counts: readonly number[]) => counts.reduce((all, one, index) => all + (block.missing[index] === null ? one : 0), 0) / 1000;
  return [sum(block.good), sum(block.total)];
}

const TEMPORALITIES = [
  ["cumulative", AggregationTemporality.CUMULATIVE],
  ["delta", AggregationTemporality.DELTA],
] as const;

describe.each(EXPORTERS)("the official SDK with %s", (_name, makeExporter) => {
  test.each(TEMPORALITIES)("%s: what was recorded is what is counted", async (_temporality, temporality) => {
    const { token } = await makePushSource(api, "sdk");
    const startedMs = Date.now();
    const provider = makeProvider(makeExporter(address, token, temporality));
    const meter = provider.getMeter("shop");
    const requests = meter.createCounter("http.server.requests");
    const duration = meter.createHistogram("http.server.duration", { unit: "s" });
    const open = meter.createUpDownCounter("http.server.open");
    const record = (count: number, attributes: Attributes) => requests.add(count, attributes);
    const durations = [0.05, 0.1, 0.2, 0.3, 0.30001, 0.9, 1, 5];
    for (let round = 1; round <= 3; round += 1) {
      record(40 * round, { "http.response.status_code": 200 });
      record(round, { "http.response.status_code": 503 });
      for (const seconds of durations) duration.record(seconds);
      open.add(2);
      await sleep(CLOCK_MS);
      await provider.forceFlush();
    }
    await provider.shutdown();
    expect(warnings).toEqual([]);

    const all = { query: 'http_server_requests_total{job="checkout",instance="checkout-1",deployment_environment="prod"}' };
    const answered = { query: 'http_server_requests_total{http_response_status_code!~"5.."}' };
    expect(await sums(ratio(answered, all), startedMs)).toEqual([240, 246]);
    const fast = { histogram: "http_server_duration", threshold: "0.3" };
    expect(await sums(ratio(fast, { histogram: "http_server_duration" }), startedMs)).toEqual([12, 24]);
    expect(await sums(ratio(fast, { query: "http_server_duration_count" }), startedMs)).toEqual([12, 24]);
    const few: MeasuredIndicator = {
      kind: "threshold",
      metric: { source: "sdk", spec: { query: "http_server_open" } },
      operator: "lte",
      value: "6",
      of: "value",
    };
    const [good, judged] = await sums(few, startedMs);
    expect([good, judged > 0]).toEqual([judged, true]);
  });

  test("what cannot be taken comes back by name, and the rest is taken", async () => {
    const { token } = await makePushSource(api, "sdk");
    const startedMs = Date.now();
    const provider = makeProvider(makeExporter(address, token, AggregationTemporality.CUMULATIVE), true);
    const meter = provider.getMeter("shop");
    meter.createHistogram("http.server.duration").record(0.2);
    meter.createCounter("orders").add(7);
    await sleep(CLOCK_MS);
    await provider.forceFlush();
    await provider.shutdown();
    expect(warnings.join("\n")).toContain("http.server.duration");
    expect(warnings.join("\n")).toContain("exponential histograms are not counted");
    expect(await sums(ratio({ query: "orders_total" }, { query: "orders_total" }), startedMs)).toEqual([7, 7]);
  });

  test("a token that is none is refused, and said so", async () => {
    const provider = makeProvider(makeExporter(address, `solvent_push_${"a".repeat(43)}`, AggregationTemporality.CUMULATIVE));
    provider.getMeter("shop").createCounter("orders").add(1);
    await provider.forceFlush().catch((error: unknown) => warnings.push(String(error)));
    await provider.shutdown().catch(() => undefined);
    expect(warnings.join("\n")).toMatch(/401|Unauthorized/);
  });
});
