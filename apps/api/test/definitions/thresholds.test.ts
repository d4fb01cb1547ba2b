import { type MinuteBlock, minuteOfMs } from "@solvent/domain";
import { findSourceKind } from "@solvent/metric-sources";
import { makeTestHttpClient, type PrometheusSimulator, startPrometheusSimulator } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makePool } from "../../src/infra/store/pool.ts";
import type { SourceHandle } from "../../src/jobs/shared/source-handle.ts";
import { type JobBench, makeJobBench } from "../../src/jobs/test/job-bench.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
// Before the product is loaded: dates stand still, so that it is the same hour when the objective is created. Timers go on.
vi.hoisted(() => vi.useFakeTimers({ toFake: ["Date"] }));
/** The whole hour from which an objective that is created now is measured. */
const HOUR = Math.floor(minuteOfMs(Date.now()) / 60) * 60;
const HISTORY_HOURS = 26;
/** No sample lies in this minute, counted from the hour. */
const SILENT = 7;

let api: TestApp;
let pool: pg.Pool;
let simulator: PrometheusSimulator;
let bench: JobBench;

/** Full for two minutes of four. */
const lengthAt = (seconds: number): number => (Math.ceil(seconds / 60) % 4 < 2 ? 100 : 3);

/** The product's adapter without the limits of requests per second: their clock is not the test's. */
function connect(): SourceHandle {
  const kind = findSourceKind("prometheus");
  const prepared = kind?.prepare({ url: simulator.url });
  if (!kind || !prepared?.ok) throw new Error("the prometheus source refused the simulator's address");
  const source = prepared.value.connect({}, { http: makeTestHttpClient(), now: () => bench.clock.wallMs() });
  const { backfillChunkMinutes, parseIndicator } = kind;
  return { ...prepared.value.timing, backfillChunkMinutes, parseIndicator, source };
}

beforeAll(async () => {
  api = await makeTestApp(database, { backfillDays: 1 });
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  simulator = await startPrometheusSimulator({
    seed: 3,
    startSeconds: (HOUR - HISTORY_HOURS * 60) * 60,
    now: () => bench.clock.wallMs(),
    families: [],
    gauges: [
      {
        metric: "queue_length",
        labels: { queue: "orders" },
        instances: 1,
        scrapeSeconds: 30,
        phaseSeconds: 10,
        gaps: [{ instance: "all", fromSeconds: (HOUR + SILENT) * 60, toSeconds: (HOUR + SILENT + 1) * 60, cause: "server-stopped" }],
        valueAt: lengthAt,
      },
    ],
  });
});
beforeEach(() => removeEverything(database.url));
afterAll(async () => {
  await api.close();
  await pool.end();
  await simulator.stop();
  vi.useRealTimers();
});

const text = (changes: { op?: string; value?: string; annotation?: string } = {}): string => `apiVersion: openslo/v1
kind: DataSource
metadata: { name: prom }
spec:
  type: prometheus
  connectionDetails: { url: "${simulator.url}" }
---
apiVersion: openslo/v1
kind: Service
metadata: { name: shop }
spec: {}
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: queue-short
${changes.annotation ?? ""}spec:
  service: shop
  indicator:
    metadata: { name: queue-short }
    spec:
      thresholdMetric:
        metricSource: { metricSourceRef: prom, spec: { query: 'queue_length{queue="orders"}' } }
  timeWindow: [{ duration: 1d, isRolling: true }]
  budgetingMethod: Timeslices
  objectives:
    - target: 0.9
      op: ${changes.op ?? "lte"}
      value: ${changes.value ?? "10"}
      timeSliceTarget: 0.6
      timeSliceWindow: 5m
`;

const apply = (written: string) => api.call("POST", "/apply", { body: { text: written } });
const indicator = { kind: "threshold", metric: { source: "prom", spec: { query: 'queue_length{queue="orders"}' } }, of: "value" };

const WEEK = { kind: "rolling", minutes: 7 * 1440 };

interface StreamRow {
  readonly id: number;
  readonly kind: string;
  readonly first_minute: number;
}
const streams = () => query<StreamRow>(database.url, "SELECT id, kind, first_minute FROM stream ORDER BY id");

const verdicts = ({ good, total, missing }: MinuteBlock): string[] =>
  missing.map((reason, index) => reason ?? `${(good[index] ?? 0) / 1000} of ${(total[index] ?? 0) / 1000}`);

const expectedMinute = (minute: number): string => {
  if (minute === HOUR + SILENT) return "no-sample";
  return lengthAt((minute + 1) * 60) <= 10 ? "1 of 1" : "0 of 1";
};

const minutesFrom = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

test("values that are compared with a limit are stored as judged minutes, and their slices with them", { timeout: 120_000 }, async () => {
  const applied = await apply(text());
  expect(applied.json).toMatchObject({ diagnostics: [], changes: [{}, {}, { action: "create", newStream: true }] });
  let handle: SourceHandle | null = null;
  bench = makeJobBench(pool, {
    get: async () => {
      handle ??= connect();
      return { ok: true, value: handle };
    },
  });
  await bench.ticks(HOUR, HOUR + 16);
  await bench.background();
  expect(bench.errors).toEqual([]);

  const [measured, slices] = await streams();
  const from = HOUR - 1440;
  const block = await bench.stored(measured?.id ?? 0, from, HOUR + 15);
  expect(verdicts(block)).toEqual(minutesFrom(from, HOUR + 15).map(expectedMinute));

  // A slice is bad with fewer than three good minutes of five, and unknown without all of them.
  const judged = await bench.stored(slices?.id ?? 0, HOUR, HOUR + 15);
  const ends = [4, 9, 14].map((index) => verdicts(judged)[index]);
  const sliceOf = (start: number): string => {
    const minutes = minutesFrom(start, start + 5).map(expectedMinute);
    if (minutes.includes("no-sample")) return "no-sample";
    return minutes.filter((one) => one === "1 of 1").length >= 3 ? "1 of 1" : "0 of 1";
  };
  expect(ends[0]).toBe(sliceOf(HOUR));
  expect(ends[2]).toBe(sliceOf(HOUR + 10));
  expect(judged.missing[9]).not.toBeNull();
});

describe("an objective with a limit", () => {
  test("comes back as it was written, and its text applies again without a difference", async () => {
    await apply(text({ op: "gt", value: "0.250", annotation: "  annotations: { solvent/threshold-of: age }\n" }));
    const { json } = await api.call("GET", "/objectives/queue-short");
    expect(json.indicator).toEqual({ ...indicator, of: "age", operator: "gt", value: "0.250" });
    expect((await apply(json.openslo)).json).toMatchObject({ diagnostics: [], changes: [{ action: "unchanged" }] });
  });

  test.each([
    ["operator", { op: "lt" }, "indicator.operator"],
    ["limit", { value: "10.5" }, "indicator.value"],
    ["subject", { annotation: "  annotations: { solvent/threshold-of: age }\n" }, "indicator.of"],
  ])("counts something else with another %s", async (_name, changes, path) => {
    await apply(text());
    const { json } = await apply(text(changes));
    expect(json.changes.at(-1)).toMatchObject({ action: "update", newStream: true, changes: [{ path }] });
  });

  test("counts the same with the limit in other digits", async () => {
    await apply(text());
    expect((await apply(text({ value: "10.0" }))).json.changes.at(-1)).toMatchObject({ action: "update", newStream: false });
  });

  test("is taken by the API too, with the subject left out", async () => {
    await apply(text());
    const { of: _of, ...rest } = indicator;
    const body = {
      name: "queue-free",
      service: "shop",
      indicator: { ...rest, operator: "lt", value: "5" },
      targetPercent: "99",
      window: WEEK,
    };
    const { status, json } = await api.call("POST", "/objectives", { body });
    expect([status, json.indicator.of, json.measurement.source]).toEqual([201, "value", "prom"]);
    expect((await streams()).length).toBe(3);
  });

  test.each([
    ["no limit", { operator: "lt" }, "indicator.value"],
    ["a limit in words", { operator: "lt", value: "ten" }, "indicator.value"],
    ["an unknown operator", { operator: "eq", value: "5" }, "indicator.operator"],
    ["an unknown source", { operator: "lt", value: "5", metric: { source: "nobody", spec: { query: "x" } } }, "indicator.metric.source"],
    [
      "a query that does not end",
      { operator: "lt", value: "5", metric: { source: "prom", spec: { query: "x{" } } },
      "indicator.metric.spec.query",
    ],
  ])("is refused with %s, by the field", async (_name, changes, path) => {
    await apply(text());
    const body = { name: "queue-free", service: "shop", indicator: { ...indicator, ...changes }, targetPercent: "99", window: WEEK };
    const { status, json } = await api.call("POST", "/objectives", { body });
    expect([status, json.code]).toEqual([400, "request.invalid"]);
    expect(json.errors.map((error: { path: string }) => error.path)).toEqual([path]);
  });

  test("is checked against its source before it is saved", { timeout: 60_000 }, async () => {
    const { json } = await api.call("POST", "/check", { body: { text: text() } });
    expect(json.objectives).toMatchObject([{ source: "prom", failure: null, probe: { strategy: "expression" } }]);
  });
});

test("a problem of the query is placed in the text", async () => {
  const written = text().replace('queue="orders"', 'queue="orders');
  const { json } = await api.call("POST", "/apply", { body: { text: written, dryRun: true } });
  const line = written.split("\n").findIndex((one) => one.includes("queue_length")) + 1;
  expect(json.diagnostics).toMatchObject([{ severity: "error", line, message: expect.stringMatching(/^the query ends too early/) }]);
});
