import { COUNT_SCALE, type MeasuredIndicator } from "@solvent/domain";
import {
  type ContractWorld,
  cannedHistories,
  cannedMetricsPages,
  describeSourceContract,
  HTTP_CONTRACT_FAULTS,
  makeImpatientDoor,
  makeSimulatedProcess,
  type PageFault,
  type SimulatedFamily,
  startMetricsPage,
  startPrometheusSimulator,
} from "@solvent/testing";
import { openMetricsSource, type StreamQuery } from "../src/index.ts";

const START = 1_795_392_000;
const SECRET = 'T0k&n-"<7>/+x';
const DAY = { from: START / 60 + 30, to: START / 60 + 30 + 1440 };
const [GOOD, TOTAL] = ['http_requests_total{job="shop",code!~"5.."}', 'http_requests_total{job="shop"}'];

const FAMILIES: readonly SimulatedFamily[] = [
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

function queryOf(part: string, total: string): StreamQuery {
  const indicator: MeasuredIndicator = {
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: total } },
  };
  const parsed = openMetricsSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

async function start(): Promise<ContractWorld<PageFault>> {
  const now = (): number => DAY.to * 60_000;
  const history = { seed: 5, startSeconds: START, families: FAMILIES };
  // Only asked for the truth: the same model, seen through another protocol.
  const model = await startPrometheusSimulator({ ...history, now });
  const process = makeSimulatedProcess({ now });
  process.count("http_requests_total", { code: "200" }, 5);
  process.count("idle_requests_total", { code: "200" }, 0);
  const simulator = await startMetricsPage({ page: process.page, history });
  const connection = openMetricsSource.connection.parse({ targets: [simulator.url], historyUrl: simulator.historyUrl, job: "shop" });
  const secrets = { authorization: `Bearer ${SECRET}` };
  const { http, faults } = makeImpatientDoor<PageFault>(simulator);
  return {
    source: openMetricsSource.connect(connection, secrets, { http, now }),
    busy: queryOf(GOOD, TOTAL),
    idle: queryOf("idle_requests_total", "idle_requests_total"),
    absent: queryOf("absent_total", "absent_total"),
    grouped: { by: ["code", "job", "region"], groups: [{ code: "200", job: "shop", region: "" }] },
    purpose: "backfill",
    day: DAY,
    truth(from, to) {
      const [good, all] = [model.truth(GOOD, from, to), model.truth(TOTAL, from, to)];
      return all.known.map((known, index) =>
        known ? { good: (good.countable[index] ?? 0) * COUNT_SCALE, total: (all.countable[index] ?? 0) * COUNT_SCALE } : null,
      );
    },
    late: null,
    ...faults,
    secrets: [SECRET, ...Object.values(secrets)],
    stop: async () => {
      await Promise.all([simulator.stop(), model.stop()]);
    },
  };
}

describeSourceContract("openmetrics with a history", {
  start,
  cannedAnswers: [...cannedMetricsPages(SECRET), ...cannedHistories()],
  ...HTTP_CONTRACT_FAULTS,
});
