import { COUNT_SCALE, type MeasuredIndicator } from "@solvent/domain";
import type { ContractWorld, PrometheusSimulator, SimulatedFamily } from "@solvent/testing";
import type { openMetricsSource, prometheusSource, StreamQuery } from "../src/index.ts";

/** A day of counters with restarts and gaps, as everything that reads counters is tried on. */
export const START = 1_795_392_000;
export const DAY = { from: START / 60 + 30, to: START / 60 + 30 + 1440 };
export const [GOOD, TOTAL] = ['http_requests_total{job="shop",code!~"5.."}', 'http_requests_total{job="shop"}'];

export const FAMILIES: readonly SimulatedFamily[] = [
  {
    metric: "http_requests_total",
    labels: { job: "shop" },
    instances: 6,
    classes: [
      { code: "200", perScrape: 9 },
      { code: "500", perScrape: 0.02, lazy: true, bursts: [{ fromSeconds: START + 9000, toSeconds: START + 9300, perScrape: 4 }] },
    ],
    scrapeSeconds: 15,
    restarts: [
      { instance: 0, atSeconds: START + 20_011 },
      { instance: 1, atSeconds: START + 30_007, renamed: true },
      { instance: 2, atSeconds: START + 9100 },
    ],
    gaps: [
      { instance: "all", fromSeconds: START + 40_000, toSeconds: START + 40_600, cause: "server-stopped" },
      { instance: 4, fromSeconds: START + 50_000, toSeconds: START + 50_100, cause: "scrape-failed" },
      { instance: "all", fromSeconds: START + 60_000, toSeconds: START + 60_200, cause: "scrape-failed" },
    ],
  },
  { metric: "idle_requests_total", labels: { job: "shop" }, instances: 1, classes: [{ code: "200", perScrape: 0 }], scrapeSeconds: 15 },
];

export function queryOf(kind: typeof prometheusSource | typeof openMetricsSource, part: string, total: string): StreamQuery {
  const indicator: MeasuredIndicator = {
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: total } },
  };
  const parsed = kind.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** What the model of the day counts. */
export const truthOf =
  (model: Pick<PrometheusSimulator, "truth">): ContractWorld<never>["truth"] =>
  (from, to) => {
    const [good, all] = [model.truth(GOOD, from, to), model.truth(TOTAL, from, to)];
    return all.known.map((known, index) =>
      known ? { good: (good.countable[index] ?? 0) * COUNT_SCALE, total: (all.countable[index] ?? 0) * COUNT_SCALE } : null,
    );
  };
