import {
  type ContractWorld,
  type Fault,
  HTTP_CONTRACT_FAULTS,
  makeImpatientDoor,
  plannedFaults,
  type SimulatedServer,
  type SourceContract,
  startPrometheusSimulator,
} from "@solvent/testing";
import { vi } from "vitest";
import { prometheusSource } from "../src/index.ts";
import { DAY, FAMILIES, GOOD, queryOf, START, TOTAL, truthOf } from "./counter-day.ts";

// Half an hour minute by minute is some hundred requests.
vi.setConfig({ testTimeout: 60_000 });

export const SECRET = 'T0k&n-"<7>/+x';
const CODES = ["200", "500"];
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
    busy: queryOf(prometheusSource, GOOD, TOTAL),
    idle: queryOf(prometheusSource, "idle_requests_total", "idle_requests_total"),
    absent: queryOf(prometheusSource, "absent_total", "absent_total"),
    grouped: { by: ["code", "job", "region"], groups: CODES.map((code) => ({ code, job: "shop", region: "" })) },
    day: DAY,
    truth: truthOf(simulator),
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
