import type { MissingReason, RatioIndicator } from "@solvent/domain";
import { type MetricsPageSimulator, makeSimulatedProcess, makeTestHttpClient, type PageFault, startMetricsPage } from "@solvent/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MetricSource, type Outcome, openMetricsSource, type ReadRequest, type ReadValue, type StreamQuery } from "../src/index.ts";

const MINUTE = 29_923_200;
const T0 = MINUTE * 60;
const signal = (): AbortSignal => new AbortController().signal;

function queryOf(part: string, total: string, changes: Partial<RatioIndicator> = {}): StreamQuery {
  const parsed = openMetricsSource.parseIndicator({
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: total } },
    ...changes,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const REQUESTS = queryOf('req_total{code="200"}', "req_total");
const PROBE = { seriesFound: 2, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] } as const;

let simulator: MetricsPageSimulator;
let source: MetricSource;

const history = (...lines: string[]): PageFault => ({ do: "body", body: [...lines, "# EOF", ""].join("\n") });

function connect(connection: object): MetricSource {
  const parsed = openMetricsSource.connection.parse({ targets: [simulator.url], ...connection });
  return openMetricsSource.connect(parsed, {}, { http: makeTestHttpClient(), now: () => (T0 + 3600) * 1000 });
}

beforeEach(async () => {
  const process = makeSimulatedProcess({ now: () => T0 * 1000 });
  simulator = await startMetricsPage({ page: process.page });
  source = connect({ historyUrl: simulator.historyUrl });
});
afterEach(() => simulator.stop());

async function ask(query: StreamQuery, more: Partial<ReadRequest> = {}): Promise<Outcome<ReadValue> | undefined> {
  const request: ReadRequest = { items: [{ query, probe: PROBE }], from: MINUTE, to: MINUTE + 3, purpose: "backfill", ...more };
  return (await source.read(request, signal()))[0];
}

type Counted = readonly (readonly [number, number] | MissingReason)[];

function minutesOf(outcome: Outcome<ReadValue> | undefined): Counted {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  const { good, total, missing } = outcome.value.block;
  return missing.map((reason, index) => reason ?? [(good[index] ?? 0) / 1000, (total[index] ?? 0) / 1000]);
}

const at = (...values: readonly (readonly [seconds: number, value: number])[]): string[] =>
  values.map(([seconds, value]) => `req_total{code="200",instance="a"} ${value} ${T0 + seconds}`);

describe("a history", () => {
  it("is asked for by start and end in seconds, beside the parameters that its address has", async () => {
    source = connect({ historyUrl: `${simulator.historyUrl}?tenant=shop` });
    simulator.failWith(history());
    await ask(REQUESTS);
    const parameters = Object.fromEntries(simulator.requests.at(-1)?.parameters ?? []);
    expect(parameters).toEqual({ tenant: "shop", start: String(T0), end: String(T0 + 180) });
  });

  it("is differenced with the value before its start, and a minute without a sample is carried on", async () => {
    simulator.failWith(history("# TYPE req counter", ...at([-60, 10], [0, 20], [60, 25], [180, 45])));
    expect(minutesOf(await ask(REQUESTS))).toEqual([[5, 5], "no-sample", [20, 20]]);
  });

  it("shows a restart by a fall, by a newer creation and by a newer process", async () => {
    const start = (values: readonly number[]): string[] => [
      "# TYPE process_start_time_seconds gauge",
      ...values.map((value, index) => `process_start_time_seconds{instance="a"} ${value} ${T0 + index * 60}`),
    ];
    const created = (values: readonly number[]): string[] =>
      values.map((value, index) => `req_created{code="200",instance="a"} ${value} ${T0 + index * 60}`);
    const samples = at([0, 20], [60, 25], [120, 45], [180, 50]);
    simulator.failWith(history("# TYPE req counter", ...at([0, 20], [60, 25], [120, 7], [180, 8])));
    expect(minutesOf(await ask(REQUESTS))).toEqual([
      [5, 5],
      [7, 7],
      [1, 1],
    ]);
    simulator.failWith(history("# TYPE req counter", ...samples, ...created([T0 - 900, T0 - 900, T0 + 90, T0 + 90])));
    expect(minutesOf(await ask(REQUESTS))).toEqual([
      [5, 5],
      [45, 45],
      [5, 5],
    ]);
    simulator.failWith(history("# TYPE req counter", ...samples, ...start([T0 - 900, T0 - 900, T0 + 90, T0 + 90])));
    expect(minutesOf(await ask(REQUESTS))).toEqual([
      [5, 5],
      [45, 45],
      [5, 5],
    ]);
  });

  it("counts a series in full that its creation or a sibling proves to be new", async () => {
    const born = [`req_total{code="500",instance="a"} 3 ${T0 + 120}`, `req_total{code="500",instance="a"} 4 ${T0 + 180}`];
    simulator.failWith(history("# TYPE req counter", ...at([0, 20], [60, 20], [120, 20], [180, 20]), ...born));
    expect(minutesOf(await ask(REQUESTS))).toEqual([
      [0, 0],
      [0, 3],
      [0, 1],
    ]);
    const alone = born.map((line) => line.replace('"a"', '"b"'));
    simulator.failWith(history("# TYPE req counter", ...alone));
    expect(minutesOf(await ask(REQUESTS))).toEqual(["no-sample", "no-boundary", [0, 1]]);
    simulator.failWith(history("# TYPE req counter", ...alone, `req_created{code="500",instance="b"} ${T0 + 70} ${T0 + 120}`));
    expect(minutesOf(await ask(REQUESTS))).toEqual(["no-sample", [0, 3], [0, 1]]);
  });

  it("gives series without an instance that of the only page, and refuses them where there are several", async () => {
    const samples = at([0, 20], [60, 25]).map((line) => line.replace(',instance="a"', ""));
    simulator.failWith(history("# TYPE req counter", ...samples));
    expect(minutesOf(await ask(queryOf("req_total", `req_total{instance="${simulator.instance}"}`)))[0]).toEqual([5, 5]);
    source = connect({ targets: [simulator.url, "http://127.0.0.1:9/metrics"], historyUrl: simulator.historyUrl });
    expect(await ask(REQUESTS)).toMatchObject({
      ok: false,
      failure: {
        class: "bad-answer",
        message: expect.stringContaining('the history: line 2: the series "req_total" has no label instance'),
      },
    });
  });

  it("counts scrapes by its samples of up", async () => {
    const up = [1, 1, 0, 1].map((value, index) => `up{instance="a"} ${value} ${T0 + 15 * (index + 1)}`);
    simulator.failWith(history(...up, `up{instance="a"} 0 ${T0 + 75}`));
    const scrapes = queryOf("up", "scrapes", { counter: false });
    expect(minutesOf(await ask(scrapes))).toEqual([[3, 4], [0, 1], "no-sample"]);
  });

  it("chooses the boundary of a latency by its own buckets where no page was read yet", async () => {
    const bucket = (le: string, values: readonly number[]): string[] =>
      values.map((value, index) => `h_bucket{le="${le}",instance="a"} ${value} ${T0 + index * 60}`);
    const latency = queryOf("x", 'h_bucket{le="+Inf"}', { part: { source: "p", spec: { histogram: "h", threshold: "0.5" } } });
    simulator.failWith(history("# TYPE h histogram", ...bucket("0.25", [1, 2]), ...bucket("0.50", [2, 5]), ...bucket("+Inf", [3, 8])));
    expect(minutesOf(await ask(latency))[0]).toEqual([3, 5]);
  });

  it("is known to be made up when it says so, and then fills no gap between measured minutes", async () => {
    const info = ["# HELP solvent_history Made up.", "# TYPE solvent_history info", 'solvent_history_info{generated="true"} 1'];
    const samples = ["# TYPE req counter", ...at([0, 20], [60, 25], [120, 26], [180, 30])];
    simulator.failWith(history(...info, ...samples));
    expect(await ask(REQUESTS)).toMatchObject({ ok: true, value: { generatedUntil: MINUTE + 3 } });
    expect(minutesOf(await ask(REQUESTS, { purpose: "refill" }))).toEqual(["no-sample", "no-sample", "no-sample"]);
    simulator.failWith(history(...samples));
    expect((await ask(REQUESTS))?.ok).toBe(true);
    expect(await ask(REQUESTS)).not.toHaveProperty("value.generatedUntil");
    expect(minutesOf(await ask(REQUESTS, { purpose: "refill" }))).toEqual([
      [5, 5],
      [1, 1],
      [4, 4],
    ]);
  });

  it("says with the check that it cannot be asked, while the pages are well", async () => {
    source = connect({ historyUrl: `${simulator.historyUrl.replace("/history", "/metrics")}` });
    expect(await source.check(signal())).toMatchObject({ ok: true, value: { version: "OpenMetrics 1.0", notes: [] } });
    source = connect({ historyUrl: "http://127.0.0.1:9/history" });
    expect(await source.check(signal())).toMatchObject({ ok: true, value: { notes: [expect.stringContaining("the history: ")] } });
  });
});

describe("without a history", () => {
  beforeEach(() => {
    source = connect({});
  });

  it("the past is said to hold nothing, without asking anybody", async () => {
    expect(minutesOf(await ask(REQUESTS))).toEqual(["no-sample", "no-sample", "no-sample"]);
    expect(minutesOf(await ask(REQUESTS, { purpose: "refill" }))).toEqual(["no-sample", "no-sample", "no-sample"]);
    expect(simulator.requests).toEqual([]);
  });
});
