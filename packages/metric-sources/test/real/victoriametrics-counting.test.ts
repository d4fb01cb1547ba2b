import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COUNT_SCALE, type MeasuredIndicator, MINUTE_MS } from "@solvent/domain";
import {
  makeTestHttpClient,
  type PrometheusSimulator,
  type RealVictoriaMetrics,
  type SimulatedHistory,
  startPrometheusSimulator,
  startRealVictoriaMetrics,
  toOpenMetrics,
} from "@solvent/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MetricSource, type Outcome, prometheusSource, type QueryProbe, type ReadValue, type StreamQuery } from "../../src/index.ts";

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
  gauges: [
    {
      metric: "queue_length",
      labels: { job: "shop" },
      instances: 1,
      scrapeSeconds: 30,
      phaseSeconds: 5,
      gaps: [{ instance: 0, fromSeconds: START + 80_000, toSeconds: START + 80_600, cause: "server-stopped" }],
      valueAt: (seconds) => (seconds / 30) % 40,
    },
  ],
};

let server: RealVictoriaMetrics;
let model: PrometheusSimulator;
let source: MetricSource;

beforeAll(async () => {
  server = await startRealVictoriaMetrics();
  await server.load(toOpenMetrics(HISTORY, END));
  model = await startPrometheusSimulator({ ...HISTORY, server: "victoriametrics", now: () => END * 1000 });
  source = connect(server.url);
});
afterAll(async () => {
  await Promise.all([server.stop(), model.stop()]);
});

const connect = (url: string): MetricSource =>
  prometheusSource.connect(prometheusSource.connection.parse({ url }), {}, { http: makeTestHttpClient(), now: () => Date.now() });

function parse(indicator: MeasuredIndicator): StreamQuery {
  const parsed = prometheusSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function queryOf(part: string, total = TOTAL): StreamQuery {
  const metric = (query: string): { source: string; spec: { query: string } } => ({ source: "p", spec: { query } });
  return parse({ kind: "ratio", counter: true, numerator: "bad", part: metric(part), total: metric(total) });
}

const probeFor = (strategy: QueryProbe["strategy"], scrapeIntervalSeconds = 30): QueryProbe => ({
  seriesFound: 120,
  strategy,
  exactness: "exact",
  scrapeIntervalSeconds,
  warnings: [],
});

interface Span {
  readonly from: number;
  readonly to: number;
}

function unwrap<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

async function read(query: StreamQuery, probe: QueryProbe, span: Span): Promise<ReadValue> {
  const [outcome] = await source.read({ items: [{ query, probe }], ...span, purpose: "backfill" }, signal);
  return unwrap(outcome);
}

const scaled = (events: readonly number[], known: readonly boolean[]): number[] =>
  events.map((count, index) => (known[index] === true ? count * COUNT_SCALE : 0));
const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);

/** What a query of one series gives at each whole minute of a stretch. */
async function valuesOf(query: string, { from, to }: Span): Promise<(number | null)[]> {
  const body = new URLSearchParams({ query, start: String((from + 1) * 60), end: String(to * 60), step: "60", nocache: "1" });
  const response = await fetch(`${server.url}/api/v1/query_range`, { method: "POST", body });
  const { data } = (await response.json()) as { data: { result: { values: [number, string][] }[] } };
  const values = new Array<number | null>(to - from).fill(null);
  for (const [time, value] of data.result[0]?.values ?? []) values[time / 60 - 1 - from] = Number(value);
  return values;
}

describe("a real VictoriaMetrics with 40 instances, restarts, failed scrapes, a ten-minute outage and lazily created error series", () => {
  it.each(["raw", "server"] as const)(
    "gives by the strategy %s, minute by minute and per class, the events that happened less what no sample can show",
    { timeout: 600_000 },
    async (strategy) => {
      const all = model.truth(TOTAL, FROM, TO);
      for (const code of ["200", "404", "5.."]) {
        const part = `http_requests_total{job="shop",code=~"${code}"}`;
        const bad = model.truth(part, FROM, TO);
        const { block } = await read(queryOf(part), probeFor(strategy), { from: FROM, to: TO });
        expect(block.missing.map((reason) => reason === null)).toEqual(all.known);
        expect(block.total).toEqual(scaled(all.countable, all.known));
        expect(block.total.map((count, index) => count - (block.good[index] ?? 0))).toEqual(scaled(bad.countable, all.known));
      }
    },
  );

  it("counts otherwise by itself: its increase makes minutes without a sample zero, and an outage one minute", async () => {
    const all = model.truth(TOTAL, FROM, TO);
    const own = await valuesOf("sum(increase(http_requests_total[60s]))", { from: FROM, to: TO });
    const unknown = all.known.flatMap((known, index) => (known ? [] : [own[index]]));
    expect(unknown).toContain(0);
    const carried = own.findIndex((value, index) => (value ?? 0) > 5 * (all.countable[index] ?? 0) + 1000);
    expect(all.known[carried - 1]).toBe(false);
    expect(sum(own.map((value) => value ?? 0))).toBeGreaterThan(sum(all.countable));
  });

  it.each([1, 7, 60])("gives the same minutes whether asked at once or %d at a time", async (length) => {
    const query = queryOf('http_requests_total{job="shop",code="500"}');
    const whole = await read(query, probeFor("raw"), { from: FROM + 800, to: FROM + 920 });
    const pieces: ReadValue[] = [];
    for (let from = FROM + 800; from < FROM + 920; from += length)
      pieces.push(await read(query, probeFor("raw"), { from, to: Math.min(from + length, FROM + 920) }));
    expect(pieces.flatMap(({ block }) => block.total)).toEqual(whole.block.total);
    expect(pieces.flatMap(({ block }) => block.good)).toEqual(whole.block.good);
  });

  it("is found out, with a clock that is not half a minute late", async () => {
    const { version, clockSkewMs, notes } = unwrap(await source.check(signal));
    expect(version).toMatch(/^VictoriaMetrics /);
    expect(Math.abs(clockSkewMs ?? Number.NaN)).toBeLessThan(20_000);
    expect(notes).toEqual([]);
  });

  it("compares values with a limit, knows no minute without a sample, and lists groups and names", async () => {
    const metric = { source: "p", spec: { query: "max(queue_length)" } };
    const query = parse({ kind: "threshold", metric, operator: "lt", value: "20", of: "value" });
    const gap = { from: Math.floor((START + 80_000) / 60), to: Math.floor((START + 80_600) / 60) };
    const { block } = await read(query, probeFor("expression"), { from: gap.from - 10, to: gap.to + 10 });
    expect(block.missing.slice(11, 19)).toEqual(new Array(8).fill("no-sample"));
    expect(block.missing.slice(0, 10)).toEqual(new Array(10).fill(null));
    expect(sum(block.good)).toBeGreaterThan(0);
    expect(sum(block.good)).toBeLessThan(sum(block.total));
    expect(unwrap(await source.lookUp?.({ what: "metrics", text: "QUEUE", within: null, limit: 5 }, signal))).toEqual([
      { name: "queue_length", detail: null },
    ]);
    const values = await source.lookUp?.({ what: "values", text: "", within: "http_requests_total{code}", limit: 5 }, signal);
    expect(unwrap(values).map(({ name }) => name)).toEqual(["200", "404", "500"]);
  });

  it("shows what came late, though the same question was answered before", async () => {
    const now = Math.floor(Date.now() / MINUTE_MS);
    const [from, to] = [now - 120, now - 5];
    const line = (minute: number): string => `late_total{job="shop",instance="i0"} ${(minute - from) * 3} ${minute * 60 + 30}`;
    const minutes = Array.from({ length: to - from + 5 }, (_, index) => from - 5 + index).filter((minute) => minute >= from);
    await server.load(minutes.slice(0, -30).map(line).join("\n"));
    const query = queryOf("late_total", "late_total");
    const early = await read(query, probeFor("raw", 60), { from, to });
    expect(early.block.missing.slice(-30)).toEqual(new Array(30).fill("no-sample"));
    await server.load(minutes.slice(-30).map(line).join("\n"));
    for (const strategy of ["raw", "server"] as const) {
      const whole = await read(query, probeFor(strategy, 60), { from, to });
      expect(whole.block.total).toEqual([0, ...new Array(to - from - 1).fill(3 * COUNT_SCALE)]);
    }
  });
});

interface GoldenCase {
  readonly id: string;
  readonly note: string;
  readonly series: readonly (readonly (readonly [number, number | null])[])[];
  readonly startSecond: number;
  readonly minutes: number;
  readonly expect: readonly (number | null)[];
  readonly bornAfterBoundary?: readonly boolean[];
}

const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, "../../../domain/test/golden/counters.json"), "utf8")) as {
  cases: readonly GoldenCase[];
};
/** Births need labels, which these cases lack; a value that is none cannot be loaded. */
const isLoadable = ({ series, bornAfterBoundary }: GoldenCase): boolean =>
  bornAfterBoundary === undefined && series.flat().every(([, value]) => typeof value === "number") && series.flat().length > 0;
const LOADABLE = GOLDEN.cases.filter(isLoadable);

describe("the golden counters, out of a real VictoriaMetrics", () => {
  const usual = START + 7200;
  /** Not at midnight: a question that ends there does not find a series whose first sample is of that very moment. */
  const shift = usual % DAY_SECONDS === 0 ? usual + 60 : usual;

  it.each(LOADABLE)("$id: $note", async ({ id, series, startSecond, minutes, expect: expected }) => {
    const metric = `golden_${id.replaceAll("-", "_")}_total`;
    const moved = series.flatMap((samples, index) =>
      samples.map(([time, value]) => `${metric}{job="golden",instance="i${index}"} ${value} ${time - startSecond + shift}`),
    );
    await server.load(moved.join("\n"));
    const span = { from: shift / 60, to: shift / 60 + minutes };
    for (const strategy of ["raw", "server"] as const) {
      const { block } = await read(queryOf(metric, metric), probeFor(strategy, 15), span);
      expect(block.missing.map((reason, index) => (reason === null ? (block.total[index] ?? 0) / COUNT_SCALE : null))).toEqual(expected);
    }
  });

  it("are most of them", () => {
    expect(LOADABLE.length).toBeGreaterThanOrEqual(8);
  });
});
