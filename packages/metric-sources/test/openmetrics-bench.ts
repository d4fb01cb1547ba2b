import type { MinuteBlock, RatioIndicator } from "@solvent/domain";
import {
  type FakeTime,
  type MetricsPageSimulator,
  makeFakeTime,
  makeSimulatedProcess,
  makeTestHttpClient,
  type SimulatedProcess,
  type SimulatedProcessOptions,
  startMetricsPage,
} from "@solvent/testing";
import { afterEach, beforeEach } from "vitest";
import { type HttpClient, type MetricSource, openMetricsSource, type ReadItem, type StreamQuery } from "../src/index.ts";

export const MINUTE = 29_923_200;
export const MINUTE_MS = 60_000;
export const T0 = MINUTE * MINUTE_MS;
export const signal = (): AbortSignal => new AbortController().signal;

export function indicator(part: string, total: string, changes: Partial<RatioIndicator> = {}): RatioIndicator {
  return {
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: total } },
    ...changes,
  };
}

export function queryOf(value: RatioIndicator): StreamQuery {
  const parsed = openMetricsSource.parseIndicator(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export const REQUESTS = queryOf(indicator('req_total{code!~"5.."}', "req_total"));
export const SCRAPES = queryOf(indicator("up", "scrapes", { counter: false }));

export interface Page {
  readonly process: SimulatedProcess;
  readonly simulator: MetricsPageSimulator;
}

/** What the tests of a file share; made anew before each of them. */
interface PageBench {
  time: FakeTime;
  pages: Page[];
  /** Requests in the order in which they were sent. */
  sent: string[];
  source: MetricSource;
  /** Real time that a request is waited for; short where a page hangs. */
  patienceMs: number;
}

/** Filled by `usePageBench`. */
export const bench = {} as PageBench;

export async function openPage(options: Omit<SimulatedProcessOptions, "now"> = {}): Promise<Page> {
  const process = makeSimulatedProcess({ now: bench.time.now, ...options });
  process.count("req_total", { code: "200" }, 1000);
  process.count("req_total", { code: "500" }, 0);
  const page = { process, simulator: await startMetricsPage({ page: process.page }) };
  bench.pages.push(page);
  return page;
}

export function connect(connection: object = {}, secrets: Record<string, string> = {}): MetricSource {
  const parsed = openMetricsSource.connection.parse({ targets: bench.pages.map(({ simulator }) => simulator.url), ...connection });
  const patient = makeTestHttpClient();
  const http: HttpClient = {
    send(request) {
      bench.sent.push(new URL(request.url).host);
      return patient.send({ ...request, timeoutMs: bench.patienceMs });
    },
  };
  return openMetricsSource.connect(parsed, secrets, { http: bench.time.watch(http), now: bench.time.now, schedule: bench.time.schedule });
}

export async function item(query: StreamQuery): Promise<ReadItem> {
  const probe = await bench.source.probe(query, signal());
  if (!probe.ok) throw new Error(probe.failure.message);
  return { query, probe: probe.value };
}

export const PROBE: ReadItem["probe"] = { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] };

export const readBlock = async (query: StreamQuery, from: number, to: number): Promise<MinuteBlock> => {
  const [outcome] = await bench.source.read({ items: [{ query, probe: PROBE }], from, to, purpose: "live" }, signal());
  if (outcome?.ok !== true) throw new Error(`the read failed: ${JSON.stringify(outcome)}`);
  return outcome.value.block;
};

/** `[good, total]` in events, or why the minute is missing. */
export async function minutes(query: StreamQuery, from: number, to: number): Promise<(readonly [number, number] | string)[]> {
  const { good, total, missing } = await readBlock(query, from, to);
  return missing.map((reason, index) => reason ?? ([(good[index] ?? 0) / 1000, (total[index] ?? 0) / 1000] as const));
}

/** The minute that ends at the next boundary, read just after it as a tick does. */
export async function closeMinute(query: StreamQuery = REQUESTS): Promise<readonly [number, number] | string> {
  const end = Math.floor(bench.time.now() / MINUTE_MS) + 1;
  await bench.time.moveTo(end * MINUTE_MS + 20);
  const [minute] = await minutes(query, end - 1, end);
  return minute ?? "nothing";
}

/** Sets the bench up before each test of the file, and stops its pages after it. */
export function usePageBench(): void {
  beforeEach(() => {
    bench.time = makeFakeTime(T0 + 1000);
    bench.pages = [];
    bench.sent = [];
    bench.patienceMs = 20_000;
  });
  afterEach(async () => {
    await Promise.all(bench.pages.map(({ simulator }) => simulator.stop()));
  });
}

/** One page that has been read for two minutes. */
export async function running(options: Omit<SimulatedProcessOptions, "now"> = {}): Promise<Page> {
  const page = await openPage(options);
  bench.source = connect();
  await item(REQUESTS);
  await closeMinute();
  await closeMinute();
  return page;
}
