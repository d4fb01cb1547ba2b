import type { MissingReason, ThresholdIndicator } from "@solvent/domain";
import { makeTestHttpClient, type PrometheusSimulator, type SimulatedGauge, startPrometheusSimulator } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type HttpClient, type MetricSource, prometheusSource, type QueryProbe, type StreamQuery, succeeded } from "../src/index.ts";

const START = 1_795_392_000;
const NOW = (START + 7200) * 1000;
const FROM = START / 60 + 60;
const signal = new AbortController().signal;
const simulators: PrometheusSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((one) => one.stop()));
});

type GaugeOptions = Partial<SimulatedGauge> & Pick<SimulatedGauge, "valueAt">;
const gauge = (options: GaugeOptions): SimulatedGauge => ({
  metric: "queue_length",
  labels: { job: "shop" },
  instances: 1,
  scrapeSeconds: 15,
  phaseSeconds: 5,
  ...options,
});

interface Run {
  readonly simulator: PrometheusSimulator;
  readonly source: MetricSource;
}

async function start(gauges: readonly SimulatedGauge[], majorVersion: 2 | 3 = 2): Promise<Run> {
  const options = { seed: 3, startSeconds: START, families: [], gauges, majorVersion, now: () => NOW };
  const simulator = await startPrometheusSimulator(options);
  simulators.push(simulator);
  const connection = prometheusSource.connection.parse({ url: simulator.url });
  return { simulator, source: prometheusSource.connect(connection, {}, { http: makeTestHttpClient(), now: () => NOW }) };
}

function queryOf(query: string, changes: Partial<ThresholdIndicator> = {}): StreamQuery {
  const metric = { source: "p", spec: { query } };
  const parsed = prometheusSource.parseIndicator({ kind: "threshold", metric, operator: "lte", value: "10", of: "value", ...changes });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

async function probe({ source }: Run, query: StreamQuery): Promise<QueryProbe> {
  const probed = await source.probe(query, signal);
  if (!probed.ok) throw new Error(probed.failure.message);
  return probed.value;
}

/** Good, bad, or why the minute is missing. */
async function verdicts(run: Run, query: StreamQuery, span: { from: number; to: number }): Promise<("good" | "bad" | MissingReason)[]> {
  const item = { query, probe: await probe(run, query) };
  const [outcome] = await run.source.read({ items: [item], ...span, purpose: "live" }, signal);
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  const { good, total, missing } = outcome.value.block;
  return missing.map((reason, index) => {
    expect(total[index]).toBe(reason === null ? 1000 : 0);
    return reason ?? (good[index] === 1000 ? "good" : "bad");
  });
}

describe("a value per minute", () => {
  it("is that of the newest sample of the minute", async () => {
    const run = await start([gauge({ valueAt: (seconds) => (seconds % 60 === 50 ? 10 : 99) })]);
    expect(await verdicts(run, queryOf("queue_length"), { from: FROM, to: FROM + 2 })).toEqual(["good", "good"]);
    expect(await verdicts(run, queryOf("queue_length", { operator: "lt" }), { from: FROM, to: FROM + 1 })).toEqual(["bad"]);
  });

  it.each([2, 3] as const)("is missing without a sample, where a plain query of version %i would repeat an old one", async (version) => {
    const gaps: SimulatedGauge["gaps"] = [
      { instance: "all", fromSeconds: FROM * 60 + 61, toSeconds: FROM * 60 + 181, cause: "server-stopped" },
    ];
    const run = await start([gauge({ gaps, phaseSeconds: 0, valueAt: () => 1 })], version);
    const span = { from: FROM, to: FROM + 4 };
    for (const query of ["queue_length", "max(queue_length)", "0 + queue_length"])
      expect(await verdicts(run, queryOf(query), span)).toEqual(["good", "no-sample", "no-sample", "good"]);
    expect(await verdicts(run, queryOf("queue_length offset 1ms"), span)).toEqual(["good", "good", "good", "good"]);
  });

  it("lasts from scrape to scrape where those are more than a minute apart", async () => {
    const run = await start([gauge({ scrapeSeconds: 150, valueAt: () => 1 })]);
    expect(await probe(run, queryOf("queue_length"))).toMatchObject({ scrapeIntervalSeconds: 150 });
    expect(await verdicts(run, queryOf("queue_length"), { from: FROM, to: FROM + 10 })).toEqual(new Array(10).fill("good"));
  });

  it("is none when it is NaN, and beyond every limit when it is infinite", async () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -5];
    const run = await start([gauge({ valueAt: (seconds) => values[(Math.floor(seconds / 60) - FROM) % 4] ?? 0 })]);
    expect(await verdicts(run, queryOf("queue_length"), { from: FROM, to: FROM + 4 })).toEqual(["no-sample", "bad", "good", "good"]);
  });

  it("is none in minutes of several series, and one again afterwards", async () => {
    const valueAt = (seconds: number, instance: number): number | null =>
      instance === 1 && (seconds < FROM * 60 + 60 || seconds >= FROM * 60 + 120) ? null : 1;
    const run = await start([gauge({ instances: 2, valueAt })]);
    const span = { from: FROM, to: FROM + 3 };
    expect(await verdicts(run, queryOf("queue_length"), span)).toEqual(["good", "too-many-series", "good"]);
    expect(await verdicts(run, queryOf("max(queue_length)"), span)).toEqual(["good", "good", "good"]);
  });

  it("is said to be of nothing when nothing matches", async () => {
    const run = await start([]);
    expect(await verdicts(run, queryOf("queue_length"), { from: FROM, to: FROM + 2 })).toEqual(["no-series", "no-series"]);
  });

  it("may be an age, which is that at the end of the minute", async () => {
    const run = await start([gauge({ metric: "done_seconds", valueAt: () => FROM * 60 })]);
    const fresh = queryOf("done_seconds", { of: "age", value: "120" });
    expect(await verdicts(run, fresh, { from: FROM, to: FROM + 3 })).toEqual(["good", "good", "bad"]);
  });

  it("may be what a boolean says of several places", async () => {
    const run = await start([gauge({ metric: "probe_success", instances: 3, valueAt: (_seconds, place) => (place === 0 ? 0 : 1) })]);
    const span = { from: FROM, to: FROM + 1 };
    expect(await verdicts(run, queryOf("avg(probe_success)", { operator: "gte", value: "0.6" }), span)).toEqual(["good"]);
    expect(await verdicts(run, queryOf("min(probe_success)", { operator: "gte", value: "1" }), span)).toEqual(["bad"]);
  });
});

describe("reading", () => {
  const span = { from: FROM, to: FROM + 5 };

  it("asks once for one expression with several limits, and gives each its own verdicts", async () => {
    const run = await start([gauge({ valueAt: (seconds) => Math.floor(seconds / 60) - FROM })]);
    const queries = ["1", "3"].map((value) => queryOf("queue_length", { value }));
    const items = await Promise.all(queries.map(async (query) => ({ query, probe: await probe(run, query) })));
    const before = run.simulator.requests.length;
    const outcomes = await run.source.read({ items, ...span, purpose: "live" }, signal);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value.block.good : null))).toEqual([
      [1000, 1000, 0, 0, 0],
      [1000, 1000, 1000, 1000, 0],
    ]);
    expect(run.simulator.requests.length - before).toBe(1);
  });

  it("cuts a stretch that is longer than what a server answers, and halves what is too much for it", { timeout: 60_000 }, async () => {
    const run = await start([gauge({ scrapeSeconds: 60, valueAt: () => 1 })]);
    const item = { query: queryOf("queue_length"), probe: await probe(run, queryOf("queue_length")) };
    const before = run.simulator.requests.length;
    const tooMuch = { do: "status", status: 422, body: '{"status":"error","errorType":"execution","error":"too many samples"}' } as const;
    run.simulator.plan([{ request: before + 1, fault: tooMuch }]);
    const long = { from: FROM - 9940, to: FROM + 60 };
    const [outcome] = await run.source.read({ items: [item], ...long, purpose: "backfill" }, signal);
    expect(outcome?.ok === true && outcome.value.block.missing.filter((reason) => reason === null).length).toBe(120);
    expect(run.simulator.requests.length - before).toBe(4);
  });

  it("compares the digits that the server wrote, of which a double would lose some", async () => {
    const times = [1, 2, 3].map((minute) => (FROM + minute) * 60);
    const texts = ["10.00000000000000000001", "10.00000000000000000000", "9.99999999999999999999"];
    const values = times.map((time, index) => [time, texts[index]]);
    const body = JSON.stringify({ status: "success", data: { resultType: "matrix", result: [{ metric: {}, values }] } });
    const http: HttpClient = { send: async () => succeeded({ status: 200, headers: {}, body }) };
    const source = prometheusSource.connect(prometheusSource.connection.parse({ url: "http://prometheus" }), {}, { http, now: () => NOW });
    const item = { query: queryOf("queue_length", { operator: "lt" }), probe: PROBE };
    const [outcome] = await source.read({ items: [item], from: FROM, to: FROM + 3, purpose: "live" }, signal);
    expect(outcome?.ok === true && outcome.value.block.good).toEqual([0, 0, 1000]);
  });
});

const PROBE: QueryProbe = { seriesFound: 1, strategy: "expression", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] };

describe("a look before it is saved", () => {
  it("finds one value, how far apart its samples are, and that its minutes are exact", async () => {
    const run = await start([gauge({ valueAt: () => 1 })]);
    expect(await probe(run, queryOf("sum(queue_length)"))).toEqual(PROBE);
  });

  it("refuses several values, says in what they differ and what to write instead", async () => {
    const run = await start([gauge({ instances: 3, valueAt: () => 1 })]);
    expect(await run.source.probe(queryOf("queue_length"), signal)).toMatchObject({
      ok: false,
      failure: {
        class: "too-many-series",
        message: expect.stringMatching(/gives 3 values now, which differ in instance: one is needed/),
        advice: "max(queue_length)",
      },
    });
  });

  it.each<[string, string, RegExp]>([
    ["nothing matches", "other", /^the query gives no value now$/],
    ["the value is NaN", "nothing", /^the query gives NaN now/],
    ["the query looks back by itself", "max(queue_length offset 1m)", /chooses by itself how far it looks back/],
  ])("warns when %s", async (_name, query, warning) => {
    const nothing = gauge({ metric: "nothing", valueAt: () => Number.NaN });
    const run = await start([gauge({ valueAt: () => 1 }), nothing]);
    const { warnings } = await probe(run, queryOf(query));
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });
});
