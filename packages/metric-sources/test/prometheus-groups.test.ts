import { COUNT_SCALE, type RatioIndicator } from "@solvent/domain";
import { makeTestHttpClient, type PrometheusSimulator, type SimulatedFamily, startPrometheusSimulator } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import {
  type GroupLabels,
  type MetricSource,
  type Outcome,
  prometheusSource,
  type QueryProbe,
  type ReadItem,
  type StreamQuery,
} from "../src/index.ts";

const START = 1_795_392_000;
const END = START + 3600;
const signal = new AbortController().signal;
const simulators: PrometheusSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((one) => one.stop()));
});

interface Run {
  readonly simulator: PrometheusSimulator;
  readonly source: MetricSource;
}

const family = (labels: Readonly<Record<string, string>>, changes: Partial<SimulatedFamily> = {}): SimulatedFamily => ({
  metric: "http_requests_total",
  labels,
  instances: 1,
  classes: [
    { code: "200", perScrape: 5 },
    { code: "500", perScrape: 0.1 },
  ],
  scrapeSeconds: 30,
  ...changes,
});

async function start(families: readonly SimulatedFamily[]): Promise<Run> {
  const now = (): number => END * 1000;
  const simulator = await startPrometheusSimulator({ seed: 7, startSeconds: START, families, now });
  simulators.push(simulator);
  const connection = prometheusSource.connection.parse({ url: simulator.url });
  return { simulator, source: prometheusSource.connect(connection, {}, { http: makeTestHttpClient(), now }) };
}

const RATIO: RatioIndicator = {
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "p", spec: { query: 'http_requests_total{code="500"}' } },
  total: { source: "p", spec: { query: "http_requests_total" } },
};

function queryOf(indicator: RatioIndicator, labels: GroupLabels | null = null): StreamQuery {
  const narrowed = labels === null ? null : prometheusSource.narrow?.(indicator, labels);
  const parsed =
    narrowed == null
      ? prometheusSource.parseIndicator(indicator)
      : narrowed.ok
        ? prometheusSource.parseIndicator(narrowed.value)
        : narrowed;
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function unwrap<T>(outcome: Outcome<T> | undefined): T {
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const groupsOf = async ({ source }: Run, query: StreamQuery, labels: readonly string[]): Promise<readonly GroupLabels[]> =>
  unwrap(await source.groups?.(query, labels, signal));

describe("the groups of a Prometheus query", () => {
  it("are the combinations that the total has, sorted by code points in the order of the labels, whatever the part has", async () => {
    const run = await start([
      family({ service: "b", region: "eu" }),
      family({ service: "a", region: "us" }),
      family({ service: "a" }),
      family({ service: "Z", region: "eu" }, { classes: [{ code: "200", perScrape: 1 }] }),
      family({ service: "other", region: "eu" }, { metric: "other_total" }),
    ]);
    expect(await groupsOf(run, queryOf(RATIO), ["service", "region"])).toEqual([
      { service: "Z", region: "eu" },
      { service: "a", region: "" },
      { service: "a", region: "us" },
      { service: "b", region: "eu" },
    ]);
  });

  it("leave out what had no sample for an hour, and keep what had one", async () => {
    const run = await start([
      family({ service: "gone" }, { gaps: [{ instance: "all", fromSeconds: START, toSeconds: END, cause: "scrape-failed" }] }),
      family({ service: "resting" }, { gaps: [{ instance: "all", fromSeconds: START + 120, toSeconds: END, cause: "scrape-failed" }] }),
    ]);
    expect(await groupsOf(run, queryOf(RATIO), ["service"])).toEqual([{ service: "resting" }]);
  });

  it("cost one request besides the look at the server, also of ten thousand series", { timeout: 30_000 }, async () => {
    const run = await start(
      Array.from({ length: 100 }, (_, index) =>
        family({ service: `s${String(index).padStart(2, "0")}` }, { instances: 50, scrapeSeconds: 60 }),
      ),
    );
    const groups = await groupsOf(run, queryOf(RATIO), ["service"]);
    expect(groups).toHaveLength(100);
    expect(run.simulator.requests.map(({ path }) => path)).toEqual(["/api/v1/status/buildinfo", "/api/v1/query"]);
  });

  it("of a query of values are those of its selector; an expression of its own has none", async () => {
    const run = await start([family({ service: "a" }), family({ service: "b" })]);
    const metric = (query: string) =>
      ({ kind: "threshold", metric: { source: "p", spec: { query } }, operator: "lte", value: "1", of: "value" }) as const;
    const parse = (query: string): StreamQuery => {
      const parsed = prometheusSource.parseIndicator(metric(query));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return parsed.value;
    };
    expect(await groupsOf(run, parse('max(http_requests_total{code="200"})'), ["service"])).toEqual([{ service: "a" }, { service: "b" }]);
    expect(await run.source.groups?.(parse("http_requests_total / 2"), ["service"], signal)).toMatchObject({
      ok: false,
      failure: { class: "bad-query" },
    });
    expect(await run.source.groups?.(queryOf({ ...RATIO, counter: false }), ["service"], signal)).toMatchObject({
      ok: false,
      failure: { class: "bad-query" },
    });
  });
});

describe("the objectives of a group", () => {
  const PROBE: QueryProbe = { seriesFound: 2, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 30, warnings: [] };
  const SPAN = { from: END / 60 - 3, to: END / 60 };

  async function readGroup(run: Run, indicator: RatioIndicator, labels: readonly string[]) {
    const groups = await groupsOf(run, queryOf(indicator), labels);
    const items = groups.map((one): ReadItem => ({ query: queryOf(indicator, one), probe: PROBE }));
    const before = run.simulator.requests.length;
    const outcomes = await run.source.read({ items, ...SPAN, purpose: "live" }, signal);
    return { groups, blocks: outcomes.map((outcome) => unwrap(outcome).block), requests: run.simulator.requests.length - before };
  }

  function expectTruth({ simulator }: Run, groups: readonly GroupLabels[], totals: readonly (readonly number[])[]): void {
    for (const [index, labels] of groups.entries()) {
      const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const { countable } = simulator.truth(`http_requests_total{${matchers.join(",")}}`, SPAN.from, SPAN.to);
      expect(totals[index]).toEqual(countable.map((count) => count * COUNT_SCALE));
    }
  }

  it("are read in one request, all 200 of one label", { timeout: 30_000 }, async () => {
    const run = await start([...Array.from({ length: 199 }, (_, index) => family({ service: `s${index}` })), family({})]);
    const { groups, blocks, requests } = await readGroup(run, RATIO, ["service"]);
    expect(groups).toHaveLength(200);
    expect(requests).toBe(1);
    expectTruth(
      run,
      groups,
      blocks.map(({ total }) => total),
    );
  });

  it.each([
    ["every service in every region", (index: number) => ({ service: `s${index % 20}`, region: `r${Math.floor(index / 20)}` })],
    ["every path in one service only", (index: number) => ({ service: `s${index % 20}`, path: `/p${index}` })],
  ])("are read in a handful of requests, all 200 of two labels: %s", { timeout: 30_000 }, async (_, labelsOf) => {
    const families = Array.from({ length: 200 }, (_unused, index) => family(labelsOf(index)));
    const run = await start(families);
    const { groups, blocks, requests } = await readGroup(run, RATIO, Object.keys(labelsOf(0)));
    expect(groups).toHaveLength(200);
    expect(requests).toBeLessThanOrEqual(5);
    expectTruth(
      run,
      groups,
      blocks.map(({ total }) => total),
    );
  });

  it("of a latency are read in a handful of requests, the look for boundaries included", { timeout: 30_000 }, async () => {
    const bucket = {
      metric: "rpc_seconds_bucket",
      classLabel: "le",
      classes: ["0.1", "0.5", "+Inf"].map((code) => ({ code, perScrape: 2 })),
    };
    const run = await start(Array.from({ length: 200 }, (_, index) => family({ service: `s${index}` }, bucket)));
    const latency: RatioIndicator = {
      ...RATIO,
      numerator: "good",
      part: { source: "p", spec: { histogram: "rpc_seconds", threshold: "0.5" } },
      total: { source: "p", spec: { histogram: "rpc_seconds" } },
    };
    const { groups, blocks, requests } = await readGroup(run, latency, ["service"]);
    expect(groups).toHaveLength(200);
    expect(blocks.every(({ missing }) => missing.every((reason) => reason === null))).toBe(true);
    expect(requests).toBeLessThanOrEqual(4);
  });
});
