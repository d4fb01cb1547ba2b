import { COUNT_SCALE, type MeasuredIndicator, MINUTE_MS } from "@solvent/domain";
import {
  makeTestHttpClient,
  type PrometheusSimulator,
  type RealPrometheus,
  type SimulatedHistory,
  startPrometheusSimulator,
  startRealPrometheus,
  toOpenMetrics,
} from "@solvent/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MetricSource, prometheusSource, type QueryProbe, type ReadValue, type StreamQuery } from "../../src/index.ts";

const DAY_SECONDS = 86_400;
const signal = new AbortController().signal;
/** A whole minute, a day and a bit ago. */
const START = Math.floor(Date.now() / MINUTE_MS) * 60 - DAY_SECONDS - 3600;
const END = START + DAY_SECONDS + 3540;
const FROM = START / 60 + 10;
const TO = END / 60;
const TOTAL = 'http_requests_total{job="shop"}';

const HISTORY: SimulatedHistory = {
  seed: 11,
  startSeconds: START,
  families: [
    {
      metric: "http_requests_total",
      labels: { job: "shop" },
      instances: 40,
      classes: [
        { code: "200", perScrape: 12 },
        { code: "404", perScrape: 0.3 },
        { code: "500", perScrape: 0.004, lazy: true },
      ],
      scrapeSeconds: 30,
      restarts: [...Array(40).keys()].flatMap((instance) => [
        { instance, atSeconds: START + 30_000 + instance * 7 },
        { instance, atSeconds: START + 50_000 + instance * 61, renamed: instance % 2 === 0 },
      ]),
      gaps: [
        { instance: "all", fromSeconds: START + 70_000, toSeconds: START + 70_600, cause: "server-stopped" },
        { instance: 3, fromSeconds: START + 10_000, toSeconds: START + 10_060, cause: "scrape-failed" },
        { instance: 6, fromSeconds: START + 14_000, toSeconds: START + 14_700, cause: "scrape-failed" },
      ],
    },
  ],
};

let prometheus: RealPrometheus;
let model: PrometheusSimulator;
let source: MetricSource;

beforeAll(async () => {
  prometheus = await startRealPrometheus({ openMetrics: toOpenMetrics(HISTORY, END) });
  model = await startPrometheusSimulator({ ...HISTORY, now: () => END * 1000 });
  source = prometheusSource.connect(
    prometheusSource.connection.parse({ url: prometheus.url }),
    {},
    { http: makeTestHttpClient(), now: () => Date.now() },
  );
});
afterAll(async () => {
  await Promise.all([prometheus.stop(), model.stop()]);
});

function queryOf(part: string): StreamQuery {
  const indicator: MeasuredIndicator = {
    kind: "ratio",
    counter: true,
    numerator: "bad",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: TOTAL } },
  };
  const parsed = prometheusSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const probeFor = (strategy: QueryProbe["strategy"]): QueryProbe => ({
  seriesFound: 120,
  strategy,
  exactness: "exact",
  scrapeIntervalSeconds: 30,
  warnings: [],
});

async function read(part: string, strategy: QueryProbe["strategy"], span: { from: number; to: number }): Promise<ReadValue> {
  const [outcome] = await source.read(
    { items: [{ query: queryOf(part), probe: probeFor(strategy) }], ...span, purpose: "backfill" },
    signal,
  );
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const scaled = (events: readonly number[], known: readonly boolean[]): number[] =>
  events.map((count, index) => (known[index] === true ? count * COUNT_SCALE : 0));

describe("a real Prometheus with 40 instances, restarts, failed scrapes, a ten-minute outage and lazily created error series", () => {
  it.each(["raw", "server"] as const)(
    "gives by the strategy %s, minute by minute and per class, the events that happened less what no sample can show",
    { timeout: 600_000 },
    async (strategy) => {
      const all = model.truth(TOTAL, FROM, TO);
      for (const code of ["200", "404", "5.."]) {
        const part = `http_requests_total{job="shop",code=~"${code}"}`;
        const bad = model.truth(part, FROM, TO);
        const { block } = await read(part, strategy, { from: FROM, to: TO });
        expect(block.missing.map((reason) => reason === null)).toEqual(all.known);
        expect(block.total).toEqual(scaled(all.countable, all.known));
        expect(block.total.map((count, index) => count - (block.good[index] ?? 0))).toEqual(scaled(bad.countable, all.known));
      }
    },
  );

  it("has what the comparison needs: outage minutes, births of error series, and losses that only restarts under a new name and gaps explain", () => {
    const all = model.truth(TOTAL, FROM, TO);
    const errors = model.truth('http_requests_total{job="shop",code="500"}', FROM, TO);
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    expect(all.known.filter((known) => !known).length).toBeGreaterThanOrEqual(9);
    expect(sum(errors.generated)).toBeGreaterThan(300);
    expect(sum(errors.generated) - sum(errors.countable)).toBeLessThan(6);
    expect(sum(all.countable)).toBeLessThan(sum(all.generated));
  });

  it("gives the same minutes however the stretch is cut", async () => {
    const part = 'http_requests_total{job="shop",code="500"}';
    const whole = await read(part, "raw", { from: FROM + 800, to: FROM + 920 });
    for (const length of [1, 7, 60]) {
      const pieces: ReadValue[] = [];
      for (let from = FROM + 800; from < FROM + 920; from += length)
        pieces.push(await read(part, "raw", { from, to: Math.min(from + length, FROM + 920) }));
      expect(pieces.flatMap(({ block }) => block.total)).toEqual(whole.block.total);
      expect(pieces.flatMap(({ block }) => block.good)).toEqual(whole.block.good);
    }
  });
});
