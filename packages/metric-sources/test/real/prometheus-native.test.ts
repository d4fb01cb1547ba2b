import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { COUNT_SCALE, MINUTE_MS } from "@solvent/domain";
import {
  makeTestHttpClient,
  PROTOBUF_TYPE,
  type PrometheusSimulator,
  type RealPrometheus,
  type SimulatedHistory,
  startPrometheusSimulator,
  startRealPrometheus,
  toNativePages,
} from "@solvent/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MetricSource, prometheusSource, type QueryProbe, type ReadValue, type StreamQuery } from "../../src/index.ts";

const signal = new AbortController().signal;
const MINUTES = 40;
/** A whole minute. Everything lies within the last hour, the most that a server takes samples back. */
const START = Math.floor(Date.now() / MINUTE_MS) * 60 - MINUTES * 60 - 120;
const END = START + MINUTES * 60;
const [FROM, TO] = [START / 60 + 2, END / 60];
const SCHEMA = 3;
/** Index of the bucket whose upper boundary is 0.5. */
const HALF = -(2 ** SCHEMA);

const HISTORY: SimulatedHistory = {
  seed: 31,
  startSeconds: START,
  families: [
    {
      metric: "rpc_seconds",
      labels: { service: "shop" },
      instances: 3,
      classes: Array.from({ length: 40 }, (_, place) => ({ code: String(place - 32), perScrape: 3 })),
      native: { schema: SCHEMA },
      scrapeSeconds: 15,
      restarts: [
        { instance: 0, atSeconds: START + 611 },
        { instance: 1, atSeconds: START + 1204 },
      ],
      gaps: [
        { instance: 2, fromSeconds: START + 300, toSeconds: START + 400, cause: "server-stopped" },
        { instance: "all", fromSeconds: START + 1500, toSeconds: START + 1900, cause: "server-stopped" },
      ],
    },
  ],
};

let endpoint: Server;
let prometheus: RealPrometheus;
let model: PrometheusSimulator;
let source: MetricSource;

const configFor = (port: number): string => `global: { scrape_interval: 100ms, scrape_timeout: 100ms }
scrape_configs:
  - job_name: shop
    honor_labels: true
    static_configs: [{ targets: ["127.0.0.1:${port}"] }]
`;

beforeAll(async () => {
  const pages = toNativePages(HISTORY, END);
  let next = 0;
  endpoint = createServer((_, response) => {
    response.writeHead(200, { "content-type": PROTOBUF_TYPE });
    response.end(pages[next]);
    next += 1;
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const { port } = endpoint.address() as AddressInfo;
  prometheus = await startRealPrometheus({ config: configFor(port), features: ["native-histograms"] });
  model = await startPrometheusSimulator({ ...HISTORY, now: () => END * 1000 });
  while (next <= pages.length) await delay(100);
  const connection = prometheusSource.connection.parse({ url: prometheus.url });
  source = prometheusSource.connect(connection, {}, { http: makeTestHttpClient(), now: () => Date.now() });
});
afterAll(async () => {
  endpoint.closeAllConnections();
  endpoint.close();
  await Promise.all([prometheus.stop(), model.stop()]);
});

function queryOf(threshold: string): StreamQuery {
  const parsed = prometheusSource.parseIndicator({
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: { source: "p", spec: { histogram: "rpc_seconds", threshold } },
    total: { source: "p", spec: { histogram: "rpc_seconds" } },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

async function probe(threshold: string): Promise<QueryProbe> {
  const outcome = await source.probe(queryOf(threshold), signal);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

async function read(threshold: string): Promise<ReadValue> {
  const items = [{ query: queryOf(threshold), probe: await probe(threshold) }];
  const [outcome] = await source.read({ items, from: FROM, to: TO, purpose: "backfill" }, signal);
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const indices = (upTo: number): string =>
  HISTORY.families
    .flatMap(({ classes }) => classes.map(({ code }) => code))
    .filter((code) => Number(code) <= upTo)
    .join("|");

describe("native histograms of a real Prometheus", () => {
  it("are found, with their interval and what the threshold is worth", async () => {
    expect(await probe("0.5")).toEqual({ seriesFound: 3, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] });
    const inside = await probe("0.3");
    expect(inside).toMatchObject({ seriesFound: 3, exactness: "approximate" });
    expect(inside.warnings.join()).toContain("9.1 % (bucket growth factor 1.091)");
  });

  it("give at a boundary, minute by minute, exactly the events that samples show, restarts and gaps included", async () => {
    const all = model.truth("rpc_seconds", FROM, TO);
    const good = model.truth(`rpc_seconds{code=~"${indices(HALF)}"}`, FROM, TO);
    const { block, clampedMinutes } = await read("0.5");
    expect(block.missing.map((reason) => reason === null)).toEqual(all.known);
    expect(all.known.filter((known) => !known).length).toBeGreaterThanOrEqual(5);
    expect(block.total).toEqual(all.countable.map((count, index) => (all.known[index] ? count * COUNT_SCALE : 0)));
    expect(block.good).toEqual(good.countable.map((count, index) => (all.known[index] ? count * COUNT_SCALE : 0)));
    expect(clampedMinutes).toBe(0);
  });

  it("give inside a bucket something between what its two boundaries count", async () => {
    const bucket = Math.ceil(Math.log2(0.3) * 2 ** SCHEMA);
    const below = model.truth(`rpc_seconds{code=~"${indices(bucket - 1)}"}`, FROM, TO);
    const above = model.truth(`rpc_seconds{code=~"${indices(bucket)}"}`, FROM, TO);
    const { block } = await read("0.3");
    for (const [index, reason] of block.missing.entries()) {
      if (reason !== null) continue;
      expect(block.good[index]).toBeGreaterThanOrEqual((below.countable[index] ?? 0) * COUNT_SCALE);
      expect(block.good[index]).toBeLessThanOrEqual((above.countable[index] ?? 0) * COUNT_SCALE);
    }
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    expect(sum(block.good)).toBeGreaterThan(sum(below.countable) * COUNT_SCALE);
    expect(sum(block.good)).toBeLessThan(sum(above.countable) * COUNT_SCALE);
  });

  it("have groups", async () => {
    const groups = await source.groups?.(queryOf("0.5"), ["service", "instance"], signal);
    expect(groups).toEqual({ ok: true, value: ["i0", "i1", "i2"].map((instance) => ({ service: "shop", instance })) });
  });
});
