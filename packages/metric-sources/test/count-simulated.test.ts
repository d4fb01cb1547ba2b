import { COUNT_SCALE, type Indicator } from "@solvent/domain";
import { makeTestHttpClient, type PrometheusSimulator, type SimulatedFamily, startPrometheusSimulator } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type MetricSource, prometheusSource, type QueryProbe, type ReadValue } from "../src/index.ts";

const START = 1_795_392_000;
const FROM = START / 60 + 30;
const signal = new AbortController().signal;
const simulators: PrometheusSimulator[] = [];

afterEach(async () => {
  await Promise.all(simulators.splice(0).map((one) => one.stop()));
});

async function start(
  families: readonly SimulatedFamily[],
  majorVersion: 2 | 3 = 2,
): Promise<{ simulator: PrometheusSimulator; source: MetricSource }> {
  const now = (): number => (START + 86_400) * 1000;
  const simulator = await startPrometheusSimulator({ seed: 7, startSeconds: START, families, majorVersion, now });
  simulators.push(simulator);
  const connection = prometheusSource.connection.parse({ url: simulator.url });
  return { simulator, source: prometheusSource.connect(connection, {}, { http: makeTestHttpClient(), now }) };
}

function queryOf(part: string, total: string): { canonical: string } {
  const indicator: Indicator = {
    kind: "ratio",
    counter: true,
    numerator: "bad",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: total } },
  };
  const parsed = prometheusSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

async function readOne(
  source: MetricSource,
  asked: { part: string; total: string; from: number; to: number; strategy?: QueryProbe["strategy"] },
): Promise<ReadValue> {
  const query = queryOf(asked.part, asked.total);
  const probe = await source.probe(query, signal);
  if (!probe.ok) throw new Error(probe.failure.message);
  const item = { query, probe: { ...probe.value, strategy: asked.strategy ?? probe.value.strategy } };
  const [outcome] = await source.read({ items: [item], from: asked.from, to: asked.to, purpose: "live" }, signal);
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const SHOP: SimulatedFamily = {
  metric: "http_requests_total",
  labels: { job: "shop" },
  instances: 40,
  classes: [
    { code: "200", perScrape: 20 },
    { code: "404", perScrape: 0.5 },
    { code: "500", perScrape: 0.01, lazy: true },
  ],
  scrapeSeconds: 30,
  restarts: [...Array(40).keys()].flatMap((instance) => [
    { instance, atSeconds: START + 30_000 + instance * 7 },
    { instance, atSeconds: START + 60_000 + instance * 11, renamed: instance % 2 === 0 },
  ]),
  gaps: [
    { instance: "all", fromSeconds: START + 40_000, toSeconds: START + 40_600, cause: "server-stopped" },
    { instance: 3, fromSeconds: START + 10_000, toSeconds: START + 10_060, cause: "scrape-failed" },
    { instance: 5, fromSeconds: START + 12_000, toSeconds: START + 12_200, cause: "scrape-failed" },
    { instance: 6, fromSeconds: START + 14_000, toSeconds: START + 14_700, cause: "scrape-failed" },
  ],
};

const ALIGNED: SimulatedFamily = {
  metric: "http_requests_total",
  labels: { job: "shop" },
  instances: 5,
  classes: [
    { code: "200", perScrape: 3 },
    { code: "500", perScrape: 0.02, lazy: true },
  ],
  scrapeSeconds: 60,
  phaseSeconds: 0,
  restarts: [
    { instance: 1, atSeconds: START + 7200 },
    { instance: 2, atSeconds: START + 7260, renamed: true },
  ],
  gaps: [
    { instance: "all", fromSeconds: START + 9000, toSeconds: START + 9180, cause: "scrape-failed" },
    { instance: "all", fromSeconds: START + 10_200, toSeconds: START + 10_500, cause: "server-stopped" },
    { instance: "all", fromSeconds: START + 12_000, toSeconds: START + 12_600, cause: "server-stopped" },
  ],
};

const HISTORIES: readonly (readonly [string, SimulatedFamily])[] = [
  ["40 instances with restarts, new pods, missed scrapes and a stopped server", SHOP],
  ["scrapes exactly on the minute", ALIGNED],
  ["scrapes exactly on the minute and half", { ...ALIGNED, scrapeSeconds: 30 }],
  ["scrapes one millisecond after the minute", { ...ALIGNED, phaseSeconds: 0.001, instances: 1, scrapeSeconds: 30 }],
  ["a target that is scraped every 7 s", { ...ALIGNED, scrapeSeconds: 7 }],
  ["scrapes every two minutes", { ...ALIGNED, scrapeSeconds: 120, phaseSeconds: 17, gaps: [] }],
];

describe.each(["raw", "server"] as const)("counting by the strategy %s", (strategy) => {
  describe.each([2, 3] as const)("against a server of version %s", (version) => {
    it.each(HISTORIES)("gives the countable truth of every minute and class of %s", { timeout: 120_000 }, async (_, family) => {
      const { simulator, source } = await start([family], version);
      const [part, total] = ['http_requests_total{job="shop",code=~"5.."}', 'http_requests_total{job="shop"}'];
      const [from, to] = [FROM, family === SHOP ? START / 60 + 1440 : FROM + 300];
      const { block } = await readOne(source, { part, total, from, to, strategy });
      const all = simulator.truth(total, from, to);
      const bad = simulator.truth(part, from, to);
      const known = all.known.map((sampled, index) => sampled || (family.scrapeSeconds > 60 && (all.known[index - 1] ?? true)));
      expect(block.missing.map((reason) => reason === null)).toEqual(known);
      expect(block.total).toEqual(all.countable.map((events, index) => (known[index] === true ? events * COUNT_SCALE : 0)));
      expect(block.total.map((count, index) => count - (block.good[index] ?? 0))).toEqual(
        bad.countable.map((events, index) => (known[index] === true ? events * COUNT_SCALE : 0)),
      );
    });
  });
});
