import { COUNT_SCALE, MINUTE_MS, type ThresholdIndicator } from "@solvent/domain";
import { makeTestHttpClient, type RealPrometheus, type SimulatedGauge, startRealPrometheus, toOpenMetrics } from "@solvent/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MetricSource, prometheusSource, type QueryProbe, type StreamQuery } from "../../src/index.ts";

const signal = new AbortController().signal;
/** A whole minute, some hours ago. */
const START = Math.floor(Date.now() / MINUTE_MS) * 60 - 5 * 3600;
const END = START + 4 * 3600;
const [FROM, TO] = [START / 60 + 10, END / 60];
const SCRAPE = 15;
const LIMIT = 0.3;

const GAPS: NonNullable<SimulatedGauge["gaps"]> = [
  { instance: "all", fromSeconds: START + 5000, toSeconds: START + 5130, cause: "server-stopped" },
  { instance: "all", fromSeconds: START + 9000, toSeconds: START + 9700, cause: "server-stopped" },
];
const BASE = { labels: { job: "shop" }, scrapeSeconds: SCRAPE, gaps: GAPS };

/** Tenths, as doubles hold them: 0.1 + 0.2 is not 0.3. Negative, NaN and infinite values now and then. */
function usedAt(seconds: number): number {
  const step = Math.floor((seconds - START) / 60) % 9;
  return [0.1, 0.3, 0.1 + 0.2, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-300, 0.29999999999999993][step] ?? 0;
}

/** A backup every fifty minutes, between scrapes. */
const doneAt = (seconds: number): number => START + Math.floor((seconds - START) / 3000) * 3000 + 0.25;

const GAUGES: readonly SimulatedGauge[] = [
  { metric: "used_ratio", ...BASE, instances: 1, phaseSeconds: 0, valueAt: usedAt },
  { metric: "backup_done_timestamp_seconds", ...BASE, instances: 1, phaseSeconds: 4, valueAt: doneAt },
  { metric: "probe_success", ...BASE, instances: 3, phaseSeconds: 9, valueAt: (seconds, place) => ((seconds >> 8) % 3 === place ? 0 : 1) },
];

let prometheus: RealPrometheus;
let source: MetricSource;
beforeAll(async () => {
  const history = { seed: 4, startSeconds: START, families: [], gauges: GAUGES };
  prometheus = await startRealPrometheus({ openMetrics: toOpenMetrics(history, END) });
  const connection = prometheusSource.connection.parse({ url: prometheus.url });
  source = prometheusSource.connect(connection, {}, { http: makeTestHttpClient(), now: () => Date.now() });
});
afterAll(() => prometheus.stop());

function queryOf(query: string, changes: Partial<ThresholdIndicator>): StreamQuery {
  const metric = { source: "p", spec: { query } };
  const indicator = { kind: "threshold", metric, operator: "lte", value: String(LIMIT), of: "value", ...changes } as const;
  const parsed = prometheusSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const PROBE: QueryProbe = { seriesFound: 1, strategy: "expression", exactness: "exact", scrapeIntervalSeconds: SCRAPE, warnings: [] };

/** 1, 0, or null for a minute that is not known. */
async function read(query: string, changes: Partial<ThresholdIndicator> = {}): Promise<(0 | 1 | null)[]> {
  const item = { query: queryOf(query, changes), probe: PROBE };
  const [outcome] = await source.read({ items: [item], from: FROM, to: TO, purpose: "backfill" }, signal);
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  const { good, total, missing } = outcome.value.block;
  return missing.map((reason, index) => {
    expect(total[index]).toBe(reason === null ? COUNT_SCALE : 0);
    return reason !== null ? null : good[index] === COUNT_SCALE ? 1 : 0;
  });
}

/** The newest scrape of a minute, null when none was made in it. */
function scrapeIn(minute: number, phase: number): number | null {
  const newest = Math.floor(((minute + 1) * 60 - START - phase) / SCRAPE) * SCRAPE + START + phase;
  for (let seconds = newest; seconds > minute * 60; seconds -= SCRAPE)
    if (!GAPS.some(({ fromSeconds, toSeconds }) => seconds >= fromSeconds && seconds < toSeconds)) return seconds;
  return null;
}

const expected = (phase: number, judge: (scrape: number, minute: number) => 0 | 1 | null): (0 | 1 | null)[] =>
  Array.from({ length: TO - FROM }, (_, index) => {
    const scrape = scrapeIn(FROM + index, phase);
    return scrape === null ? null : judge(scrape, FROM + index);
  });

const asBit = (verdict: boolean): 0 | 1 => (verdict ? 1 : 0);

describe("values of a real Prometheus compared with a limit", () => {
  it("are judged as they were scraped, to the last digit, with minutes unknown in which nothing was", async () => {
    const truth = expected(0, (scrape) => (Number.isNaN(usedAt(scrape)) ? null : asBit(usedAt(scrape) <= LIMIT)));
    expect(await read("used_ratio")).toEqual(truth);
    expect(new Set(truth)).toEqual(new Set([0, 1, null]));
    expect(await read('used_ratio{job="shop"}', { operator: "gt" })).toEqual(truth.map((bit) => (bit === null ? null : asBit(bit === 0))));
  });

  it("may be ages, which are those at the end of the minute", async () => {
    const truth = expected(4, (scrape, minute) => asBit((minute + 1) * 60 - doneAt(scrape) <= 1800));
    expect(await read("backup_done_timestamp_seconds", { of: "age", value: "1800" })).toEqual(truth);
    expect(await read("max(backup_done_timestamp_seconds)", { of: "age", value: "1800" })).toEqual(truth);
  });

  it("may be what is made of several places", async () => {
    const places = (scrape: number): number => [0, 1, 2].filter((place) => (scrape >> 8) % 3 !== place).length;
    const truth = expected(9, (scrape) => asBit(places(scrape) >= 2));
    expect(await read("sum(probe_success)", { operator: "gte", value: "2" })).toEqual(truth);
    expect((await read("min(probe_success)", { operator: "gte", value: "1" })).filter((bit) => bit === 1)).toEqual([]);
    expect((await read("probe_success", {})).filter((bit) => bit !== null)).toEqual([]);
  });

  it("repeat an old sample only where the query says so", async () => {
    const bound = await read("backup_done_timestamp_seconds", { of: "age", value: "1800" });
    const back = await read("backup_done_timestamp_seconds offset 1ms", { of: "age", value: "1800" });
    const unknown = (bits: readonly unknown[]): number => bits.filter((bit) => bit === null).length;
    expect(unknown(bound)).toBeGreaterThan(unknown(back));
  });
});
