import type { MeasuredIndicator, ThresholdIndicator } from "@solvent/domain";
import {
  type ElasticsearchSimulator,
  type ElasticsearchSimulatorOptions,
  makeAccessLog,
  makeTestHttpClient,
  type SimulatedIndex,
  type Source,
  startElasticsearchSimulator,
} from "@solvent/testing";
import { afterEach } from "vitest";
import {
  elasticsearchSource,
  type HttpClient,
  type MetricSource,
  type Outcome,
  type ReadItem,
  type ReadValue,
  type StreamQuery,
} from "../src/index.ts";

export const FIRST = 29_923_200;
export const LAST = FIRST + 600;
export const LOG = { seed: 3, firstMinute: FIRST, perMinute: 3, services: ["cart", "search"], badShare: 0.1 };
const PROBE = { seriesFound: 1, strategy: "server", exactness: "exact (server side)", scrapeIntervalSeconds: null, warnings: [] } as const;
export const SPAN = { from: LAST - 12, to: LAST };
export const never = (): AbortSignal => new AbortController().signal;

const running: ElasticsearchSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

export interface World {
  readonly simulator: ElasticsearchSimulator;
  readonly source: MetricSource;
  readonly clock: { nowMs: number };
}

export async function start(
  indices: readonly SimulatedIndex[] = [makeAccessLog(LOG)],
  options: Partial<ElasticsearchSimulatorOptions> = {},
): Promise<World> {
  const clock = { nowMs: LAST * 60_000 + 60_000 };
  const now = (): number => clock.nowMs;
  const simulator = await startElasticsearchSimulator({ indices, now, ...options });
  running.push(simulator);
  const http: HttpClient = makeTestHttpClient();
  const connection = elasticsearchSource.connection.parse({ url: simulator.url });
  return { simulator, source: elasticsearchSource.connect(connection, {}, { http, now }), clock };
}

export type Spec = ThresholdIndicator["metric"]["spec"];

function parse(indicator: MeasuredIndicator): ReadItem {
  const parsed = elasticsearchSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { query: parsed.value satisfies StreamQuery, probe: PROBE };
}
export const ratio = (part: Spec, total: Spec, numerator: "good" | "bad" = "good"): ReadItem =>
  parse({ kind: "ratio", counter: false, numerator, part: { source: "e", spec: part }, total: { source: "e", spec: total } });
export const threshold = (spec: Spec, value: string, operator: ThresholdIndicator["operator"] = "lte"): ReadItem =>
  parse({ kind: "threshold", metric: { source: "e", spec }, operator, value, of: "value" });

export async function readAll({ source }: World, items: readonly ReadItem[], span = SPAN): Promise<readonly Outcome<ReadValue>[]> {
  return source.read({ items, ...span, purpose: "live" }, never());
}

export async function readOne(world: World, item: ReadItem, span = SPAN): Promise<ReadValue["block"]> {
  const [outcome] = await readAll(world, [item], span);
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value.block;
}

export const searches = ({ simulator }: World): number => simulator.requests.filter(({ path }) => path.endsWith("_search")).length;

/** Documents of one kind per minute, as they were written down. */
export const tiny = (documentsOf: SimulatedIndex["documentsOf"], more: Partial<SimulatedIndex> = {}): SimulatedIndex => ({
  name: "tiny",
  mapping: { "@timestamp": "date", n: "double", host: "keyword", text: "text" },
  firstMinute: FIRST,
  documentsOf,
  ...more,
});
export const at = (minute: number, fields: Source): Source => ({ "@timestamp": new Date(minute * 60_000 + 1000).toISOString(), ...fields });
