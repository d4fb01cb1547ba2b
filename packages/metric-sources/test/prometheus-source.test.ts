import { COUNT_SCALE, type JsonValue, type RatioIndicator } from "@solvent/domain";
import { makeFleet, makeTestHttpClient, type PrometheusSimulator, type SimulatedFamily, startPrometheusSimulator } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type MetricSource, prometheusSource, type QueryProbe, type StreamQuery } from "../src/index.ts";

const START = 1_795_392_000;
const NOW = (START + 7200) * 1000;
const SPAN = { from: START / 60 + 60, to: START / 60 + 90 };
const signal = new AbortController().signal;
const simulators: PrometheusSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((one) => one.stop()));
});

interface Run {
  readonly simulator: PrometheusSimulator;
  readonly source: MetricSource;
}

async function start(
  families: readonly SimulatedFamily[],
  options: { connection?: object; secrets?: Record<string, string>; majorVersion?: 2 | 3; now?: () => number } = {},
): Promise<Run> {
  const simulator = await startPrometheusSimulator({
    seed: 9,
    startSeconds: START,
    families,
    now: () => NOW,
    majorVersion: options.majorVersion ?? 2,
  });
  simulators.push(simulator);
  const connection = prometheusSource.connection.parse({ url: simulator.url, ...options.connection });
  return {
    simulator,
    source: prometheusSource.connect(connection, options.secrets ?? {}, { http: makeTestHttpClient(), now: options.now ?? (() => NOW) }),
  };
}

type Spec = { readonly [key: string]: JsonValue };
function queryOf(part: Spec | string, total: Spec | string, changes: Partial<RatioIndicator> = {}): StreamQuery {
  const spec = (one: Spec | string): Spec => (typeof one === "string" ? { query: one } : one);
  const parsed = prometheusSource.parseIndicator({
    kind: "ratio",
    counter: true,
    numerator: "bad",
    part: { source: "p", spec: spec(part) },
    total: { source: "p", spec: spec(total) },
    ...changes,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

async function probe({ source }: Run, query: StreamQuery): Promise<QueryProbe> {
  const outcome = await source.probe(query, signal);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

async function counts(
  run: Run,
  query: StreamQuery,
): Promise<{ good: readonly number[]; total: readonly number[]; missing: readonly (string | null)[] }> {
  const [outcome] = await run.source.read({ items: [{ query, probe: await probe(run, query) }], ...SPAN, purpose: "live" }, signal);
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value.block;
}

const family = (changes: Partial<SimulatedFamily> = {}): SimulatedFamily => ({
  metric: "http_requests_total",
  labels: { job: "shop" },
  instances: 2,
  classes: [
    { code: "200", perScrape: 5 },
    { code: "500", perScrape: 0.1 },
  ],
  scrapeSeconds: 15,
  ...changes,
});
const TOTAL = "http_requests_total";
const BAD = 'http_requests_total{code="500"}';
const scaled = (events: readonly number[]): number[] => events.map((count) => count * COUNT_SCALE);

describe("probing Prometheus", () => {
  it("counts the series, sees the scrape interval and chooses raw samples", async () => {
    const run = await start([family()]);
    expect(await probe(run, queryOf(BAD, TOTAL))).toEqual({
      seriesFound: 4,
      strategy: "raw",
      exactness: "exact",
      scrapeIntervalSeconds: 15,
      warnings: [],
    });
  });

  it("chooses the server above 2,000 series", async () => {
    const run = await start([family({ instances: 1001 })]);
    expect(await probe(run, queryOf(BAD, TOTAL))).toMatchObject({
      seriesFound: 2002,
      strategy: "server",
      exactness: "exact (server side)",
    });
  });

  it("refuses more than 20,000 series with the arithmetic and a recording rule", { timeout: 60_000 }, async () => {
    const run = await start([family({ instances: 10_001 })]);
    const outcome = await run.source.probe(queryOf(BAD, TOTAL), signal);
    expect(outcome).toMatchObject({ ok: false, failure: { class: "too-many-series", retryable: false } });
    const { message, advice = "" } = outcome.ok ? { message: "" } : outcome.failure;
    expect(message).toContain("20,002 series");
    for (const name of ["total", "bad"]) expect(advice).toContain(`- record: solvent:${name}:increase1m`);
    const expressions = [...advice.matchAll(/expr: (.*)/g)].map(([, expression = ""]) => expression);
    expect(
      expressions.map(
        (text) =>
          prometheusSource.parseIndicator({
            kind: "ratio",
            counter: false,
            numerator: "bad",
            part: { source: "p", spec: { query: text } },
            total: { source: "p", spec: { query: text } },
          }).ok,
      ),
    ).toEqual([true, true]);
  });

  it("warns when nothing matches, when no bad event was ever seen, and when scrapes are rare", async () => {
    const run = await start([family({ scrapeSeconds: 120, classes: [{ code: "200", perScrape: 5 }] })]);
    expect((await probe(run, queryOf("absent_total", "absent_total"))).warnings.join()).toContain("no series match absent_total");
    const { warnings, scrapeIntervalSeconds } = await probe(run, queryOf(BAD, TOTAL));
    expect(scrapeIntervalSeconds).toBe(120);
    expect(warnings.join()).toContain("no series match the bad events now");
    expect(warnings.join()).toContain("120 s apart");
  });

  it("asks which replica to keep when there are several", async () => {
    const run = await start([family({ labels: { job: "shop", replica: "a" } }), family({ labels: { job: "shop", replica: "b" } })]);
    expect((await probe(run, queryOf(BAD, TOTAL))).warnings.join()).toContain('adding replica="a"');
  });

  it("repeats what the server says against a query, with the position", async () => {
    const run = await start([family()]);
    run.simulator.plan([
      {
        fault: {
          do: "status",
          status: 400,
          body: JSON.stringify({
            status: "error",
            errorType: "bad_data",
            error: 'invalid parameter "query": 1:12: parse error: unexpected end of input',
          }),
        },
      },
    ]);
    expect(await run.source.probe(queryOf(BAD, TOTAL), signal)).toMatchObject({
      ok: false,
      failure: { class: "bad-query", retryable: false, message: expect.stringContaining("1:12: parse error") },
    });
  });
});

describe("checking Prometheus", () => {
  it("tells version, clock difference and latency", async () => {
    const run = await start([family()], { now: () => NOW - 45_000 });
    expect(await run.source.check(signal)).toEqual({
      ok: true,
      value: { version: "Prometheus 2.42.0", latencyMs: 0, clockSkewMs: 45_000, notes: [expect.stringContaining("45 s ahead")] },
    });
  });

  it.each([
    [{ auth: "basic", username: "u" }, { password: "p" }, { authorization: `Basic ${Buffer.from("u:p").toString("base64")}` }],
    [{ auth: "bearer" }, { token: "t" }, { authorization: "Bearer t" }],
    [
      { headerName: "X-Scope-OrgID", secondHeaderName: "X-Key" },
      { headerValue: "tenant", secondHeaderValue: "k" },
      { "x-scope-orgid": "tenant", "x-key": "k" },
    ],
  ])("signs in as %j says", async (connection, secrets, headers) => {
    const run = await start([family()], { connection, secrets });
    await run.source.check(signal);
    expect(run.simulator.requests.length).toBeGreaterThan(0);
    for (const request of run.simulator.requests) expect(request.headers).toMatchObject(headers);
  });
});

describe("reading Prometheus", () => {
  it("reads five hundred services of one metric in a handful of requests, each exactly", { timeout: 30_000 }, async () => {
    const fleet = makeFleet({ seed: 9, services: 500, seriesPerService: 8, scrapeSeconds: 15, startSeconds: START });
    const run = await start(fleet.families);
    const shape: QueryProbe = { seriesFound: 8, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] };
    const [part, total] = [
      (index: number) => `http_requests_total{job="shop",service="s${index}",code=~"5.."}`,
      (index: number) => `http_requests_total{job="shop",service="s${index}"}`,
    ];
    const items = [...Array(500).keys()].map((index) => ({ query: queryOf(part(index), total(index)), probe: shape }));
    const span = { from: SPAN.from, to: SPAN.from + 3 };
    const outcomes = await run.source.read({ items, ...span, purpose: "live" }, signal);
    expect(run.simulator.requests.length).toBeLessThanOrEqual(3);
    for (const index of [0, 17, 250, 499]) {
      const [all, bad] = [run.simulator.truth(total(index), span.from, span.to), run.simulator.truth(part(index), span.from, span.to)];
      const outcome = outcomes[index];
      expect(outcome?.ok && outcome.value.block.total).toEqual(scaled(all.countable));
      expect(outcome?.ok && outcome.value.block.total.map((count, at) => count - (outcome.value.block.good[at] ?? 0))).toEqual(
        scaled(bad.countable),
      );
    }
  });

  it("proves the birth of an error series by siblings that the query does not select", async () => {
    const run = await start([
      family({
        classes: [
          { code: "200", perScrape: 5 },
          { code: "500", perScrape: 0.02, lazy: true },
        ],
      }),
    ]);
    const { total } = await counts(run, queryOf(BAD, BAD));
    const truth = run.simulator.truth(BAD, SPAN.from, SPAN.to);
    const known = total.map((_, index) => truth.known[index] === true);
    expect(total.reduce((sum, count) => sum + count, 0)).toBe(
      truth.countable.reduce((sum, count, index) => sum + (known[index] ? count : 0), 0) * COUNT_SCALE,
    );
  });

  it("splits a question that is too much for the server", async () => {
    const run = await start([family()]);
    const query = queryOf(BAD, TOTAL);
    const item = { query, probe: await probe(run, query) };
    run.simulator.plan(
      [1, 2, 3].map((request) => ({
        request: run.simulator.requests.length + request,
        fault: {
          do: "status",
          status: 422,
          body: '{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory"}',
        },
      })),
    );
    const [outcome] = await run.source.read({ items: [item], ...SPAN, purpose: "backfill" }, signal);
    expect(outcome?.ok && outcome.value.block.total).toEqual(scaled(run.simulator.truth(TOTAL, SPAN.from, SPAN.to).countable));
  });

  it("cuts good events to the total and counts how often", async () => {
    const run = await start([family({ metric: "more_total" }), family({ metric: "less_total", classes: [{ code: "200", perScrape: 1 }] })]);
    const query = queryOf("more_total", "less_total", { numerator: "good" });
    const [outcome] = await run.source.read({ items: [{ query, probe: await probe(run, query) }], ...SPAN, purpose: "live" }, signal);
    expect(outcome).toMatchObject({ ok: true, value: { clampedMinutes: 30 } });
    expect(outcome?.ok && outcome.value.block.good).toEqual(outcome?.ok && outcome.value.block.total);
  });

  it("does not believe that a large counter restarted when it keeps most of its value alone", async () => {
    const run = await start([family({ instances: 1, classes: [{ code: "200", perScrape: 5 }] })]);
    const at = (minute: number, value: number): [number, string] => [(SPAN.from + minute) * 60, String(value)];
    const body = JSON.stringify({
      status: "success",
      data: {
        resultType: "matrix",
        result: [
          { metric: { __name__: TOTAL, job: "shop", instance: "i0" }, values: [at(0, 5000), at(1, 5010), at(2, 4000), at(3, 4020)] },
        ],
      },
    });
    const query = queryOf(TOTAL, TOTAL);
    const item = { query, probe: await probe(run, query) };
    run.simulator.plan([{ fault: { do: "body", body } }]);
    const [outcome] = await run.source.read({ items: [item], from: SPAN.from, to: SPAN.from + 3, purpose: "live" }, signal);
    expect(outcome?.ok && outcome.value.block.missing).toEqual([null, "counter-fell", null]);
    expect(outcome?.ok && outcome.value.block.total).toEqual([10_000, 0, 20_000]);
  });

  it("reads expressions at the end of each minute, and adds several series up", async () => {
    const run = await start([family({ phaseSeconds: 0 })]);
    const query = queryOf("count(http_requests_total) * 2", "count by (code) (http_requests_total) * 4", { counter: false });
    expect(await probe(run, query)).toMatchObject({ strategy: "expression", exactness: "approximate" });
    const { good, total, missing } = await counts(run, query);
    expect(missing).toEqual(new Array(30).fill(null));
    expect([good[0], total[0]]).toEqual([8000, 16_000]);
    const [first] = run.simulator.requests.filter(({ path }) => path.endsWith("query_range"));
    expect(first?.query).toBe("count by (code) (http_requests_total) * 4");
  });
});

describe("reading the latency of Prometheus", () => {
  const HISTOGRAM: readonly SimulatedFamily[] = ["2.42", "3"].map((version) => ({
    metric: "http_seconds_bucket",
    labels: { job: version },
    instances: 1,
    classLabel: "le",
    classes: (version === "3" ? ["0.1", "0.5", "1.0", "+Inf"] : ["0.1", "0.5", "1", "+Inf"]).map((code, index) => ({
      code,
      perScrape: 3 + 2 * index,
    })),
    scrapeSeconds: 15,
  }));
  const total = (job: string): Spec => ({ histogram: `http_seconds{job="${job}"}` });

  it.each(["2.42", "3"])("finds the boundary in the spelling of version %s", async (job) => {
    const run = await start(HISTOGRAM);
    const query = queryOf({ histogram: `http_seconds{job="${job}"}`, threshold: "1" }, total(job), { numerator: "good" });
    expect((await probe(run, query)).warnings).toEqual([]);
    const { good } = await counts(run, query);
    const truth = run.simulator.truth(`http_seconds_bucket{job="${job}",le="${job === "3" ? "1.0" : "1"}"}`, SPAN.from, SPAN.to);
    const all = run.simulator.truth(`http_seconds_bucket{job="${job}",le="+Inf"}`, SPAN.from, SPAN.to);
    expect(good).toEqual(scaled(truth.countable.map((count, index) => Math.min(count, all.countable[index] ?? 0))));
  });

  it("counts the lower boundary when the threshold is none, and says so", async () => {
    const run = await start(HISTOGRAM);
    const query = queryOf({ histogram: 'http_seconds{job="3"}', threshold: "0.7" }, total("3"), { numerator: "good" });
    expect((await probe(run, query)).warnings).toEqual([
      expect.stringContaining("events up to 0.5 are counted; the nearest boundaries are 0.5 and 1"),
    ]);
    const { good } = await counts(run, query);
    expect(good).toEqual(scaled(run.simulator.truth('http_seconds_bucket{job="3",le="0.5"}', SPAN.from, SPAN.to).countable));
  });

  it("interpolates where that is asked for, and calls it approximate", async () => {
    const run = await start(HISTOGRAM);
    const query = queryOf({ histogram: 'http_seconds{job="3"}', threshold: "0.75", boundary: "interpolate" }, total("3"), {
      numerator: "good",
    });
    expect(await probe(run, query)).toMatchObject({ exactness: "approximate" });
    const { good } = await counts(run, query);
    const [below, above, all] = ["0.5", "1.0", "\\\\+Inf"].map(
      (le) => run.simulator.truth(`http_seconds_bucket{job="3",le=~"${le}"}`, SPAN.from, SPAN.to).countable,
    );
    expect(good).toEqual(above?.map((high, index) => Math.min((high + (below?.[index] ?? 0)) / 2, all?.[index] ?? 0) * COUNT_SCALE));
  });

  it("refuses a threshold below every boundary, and a metric that is no histogram", async () => {
    const run = await start([...HISTOGRAM, family()]);
    const low = await run.source.probe(
      queryOf({ histogram: 'http_seconds{job="3"}', threshold: "0.01" }, total("3"), { numerator: "good" }),
      signal,
    );
    expect(low).toMatchObject({ ok: false, failure: { class: "bad-query", message: expect.stringContaining("0.1, 0.5, 1") } });
    const none = await run.source.probe(queryOf({ histogram: "other", threshold: "1" }, TOTAL, { numerator: "good" }), signal);
    expect(none).toMatchObject({ ok: false, failure: { class: "bad-query", message: expect.stringContaining("is it a histogram") } });
  });
});

describe("the stretch of a back-fill", () => {
  const shape = (seriesFound: number, strategy: QueryProbe["strategy"], scrapeIntervalSeconds: number | null = 15): QueryProbe => ({
    seriesFound,
    strategy,
    exactness: "exact",
    scrapeIntervalSeconds,
    warnings: [],
  });
  it.each([
    [shape(10, "raw"), 1440],
    [shape(2000, "raw"), 60],
    [shape(2000, "raw", 1), 4],
    [shape(100, "raw", 1), 60],
    [shape(5000, "server"), 240],
    [shape(20_000, "server"), 60],
    [shape(5, "expression"), 1440],
  ])("of %j is %i minutes", (probed, minutes) => {
    expect(prometheusSource.backfillChunkMinutes(probed)).toBe(minutes);
  });
});
