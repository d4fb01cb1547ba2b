import { COUNT_SCALE, type MeasuredIndicator } from "@solvent/domain";
import {
  type ContractWorld,
  type Fault,
  HTTP_CONTRACT_FAULTS,
  makeImpatientDoor,
  plannedFaults,
  type SimulatedFamily,
  type SimulatedServer,
  type SourceContract,
  startPrometheusSimulator,
} from "@solvent/testing";
import { vi } from "vitest";
import { prometheusSource, type StreamQuery } from "../src/index.ts";

// Half an hour minute by minute is some hundred requests.
vi.setConfig({ testTimeout: 60_000 });

const START = 1_795_392_000;
export const SECRET = 'T0k&n-"<7>/+x';
const DAY = { from: START / 60 + 30, to: START / 60 + 30 + 1440 };
const [GOOD, TOTAL] = ['http_requests_total{job="shop",code!~"5.."}', 'http_requests_total{job="shop"}'];

const CODES = ["200", "500"];
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
  const parsed = prometheusSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** Samples that are sent to a server arrive late; those that it scrapes itself are there at once. */
const ARRIVES_LATE: Readonly<Record<SimulatedServer, boolean>> = { prometheus: false, victoriametrics: true, thanos: true, mimir: true };

async function start(server: SimulatedServer): Promise<ContractWorld<Fault>> {
  const now = (): number => DAY.to * 60_000;
  const simulator = await startPrometheusSimulator({ seed: 5, startSeconds: START, families: FAMILIES, server, now });
  const connection = prometheusSource.connection.parse({
    url: server === "mimir" ? `${simulator.url}/prometheus` : simulator.url,
    auth: "bearer",
    headerName: "X-Scope-OrgID",
  });
  const secrets = { token: SECRET, headerValue: `tenant-${SECRET}` };
  const { http, faults } = makeImpatientDoor<Fault>(plannedFaults(simulator));
  return {
    source: prometheusSource.connect(connection, secrets, { http, now }),
    busy: queryOf(GOOD, TOTAL),
    idle: queryOf("idle_requests_total", "idle_requests_total"),
    absent: queryOf("absent_total", "absent_total"),
    grouped: { by: ["code", "job", "region"], groups: CODES.map((code) => ({ code, job: "shop", region: "" })) },
    day: DAY,
    truth(from, to) {
      const [good, all] = [simulator.truth(GOOD, from, to), simulator.truth(TOTAL, from, to)];
      return all.known.map((known, index) =>
        known ? { good: (good.countable[index] ?? 0) * COUNT_SCALE, total: (all.countable[index] ?? 0) * COUNT_SCALE } : null,
      );
    },
    late: ARRIVES_LATE[server] ? (from, to) => simulator.holdBack(from, to) : null,
    ...faults,
    secrets: Object.values(secrets),
    stop: () => simulator.stop(),
  };
}

/** One server of the family, found out about by its answers, over a day of restarts and gaps. */
export const prometheusContract = (
  server: SimulatedServer,
  cannedAnswers: SourceContract<Fault>["cannedAnswers"],
): SourceContract<Fault> => ({
  start: () => start(server),
  cannedAnswers,
  ...HTTP_CONTRACT_FAULTS,
});
