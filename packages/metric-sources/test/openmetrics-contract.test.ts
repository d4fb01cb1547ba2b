import {
  type ContractWorld,
  cannedHistories,
  cannedMetricsPages,
  describeSourceContract,
  HTTP_CONTRACT_FAULTS,
  makeImpatientDoor,
  makeSimulatedProcess,
  type PageFault,
  startMetricsPage,
  startPrometheusSimulator,
} from "@solvent/testing";
import { openMetricsSource } from "../src/index.ts";
import { DAY, FAMILIES, GOOD, queryOf, START, TOTAL, truthOf } from "./counter-day.ts";

const SECRET = 'T0k&n-"<7>/+x';
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
    busy: queryOf(openMetricsSource, GOOD, TOTAL),
    idle: queryOf(openMetricsSource, "idle_requests_total", "idle_requests_total"),
    absent: queryOf(openMetricsSource, "absent_total", "absent_total"),
    grouped: { by: ["code", "job", "region"], groups: [{ code: "200", job: "shop", region: "" }] },
    purpose: "backfill",
    day: DAY,
    truth: truthOf(model),
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
