import { COUNT_SCALE, type JsonValue, type ThresholdIndicator } from "@solvent/domain";
import {
  type ContractWorld,
  cannedSearchAnswers,
  countAlerts,
  describeSourceContract,
  HTTP_CONTRACT_FAULTS,
  makeImpatientDoor,
  makeWazuhAlerts,
  plannedFaults,
  type SearchFault,
  startElasticsearchSimulator,
  type WazuhAlertsOptions,
} from "@solvent/testing";
import { type StreamQuery, wazuhSource } from "../src/index.ts";

const START = 29_923_200;
const SECRET = 'T0k&n-"<7>/+x';
const DAY = { from: START + 30, to: START + 30 + 1440 };

/** The pipeline is dead for ten minutes, and for one. */
const isDead = (minute: number): boolean => (minute >= START + 700 && minute < START + 710) || minute === START + 900;

const SCHEMAS = {
  "4.x": { index: "wazuh-alerts-*", loud: "rule.level >= 7", manager: "manager.name" },
  "5.x": { index: "wazuh-findings-v5-*", loud: "wazuh.rule.level: (medium or high or critical)", manager: "wazuh.cluster.name" },
} as const;

function queryOf(spec: { readonly [key: string]: JsonValue }): StreamQuery {
  const indicator: ThresholdIndicator = {
    kind: "threshold",
    metric: { source: "w", spec: { value: "count", alive: "@timestamp: *", ...spec } },
    operator: "lte",
    value: "0",
    of: "value",
  };
  const parsed = wazuhSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** A minute is quiet when no alert of level 7 came and some alert did; without any, nothing is known of it. */
function truthOf(options: WazuhAlertsOptions, minute: number): { good: number; total: number } | null {
  const loud = countAlerts(options, minute, 7);
  return loud === null ? null : { good: loud === 0 ? COUNT_SCALE : 0, total: COUNT_SCALE };
}

const startWith = (schema: WazuhAlertsOptions["schema"]) => async (): Promise<ContractWorld<SearchFault>> => {
  const now = (): number => DAY.to * 60_000 + 30_000;
  const alerts: WazuhAlertsOptions = { seed: 11, firstMinute: START - 400, schema, isDead };
  const simulator = await startElasticsearchSimulator({
    product: "wazuh-indexer",
    indices: [makeWazuhAlerts(alerts)],
    now,
    authorization: `Basic ${Buffer.from(`solvent:${SECRET}`).toString("base64")}`,
  });
  const connection = wazuhSource.connection.parse({ indexerUrl: simulator.url, indexerUser: "solvent" });
  const { http, faults } = makeImpatientDoor<SearchFault>(plannedFaults(simulator));
  const { index, loud, manager } = SCHEMAS[schema];
  return {
    source: wazuhSource.connect(connection, { indexerPassword: SECRET }, { http, now }),
    busy: queryOf({ index, filter: loud, labels: { manager } }),
    idle: queryOf({ index, labels: { manager } }),
    idleTotal: COUNT_SCALE,
    absent: queryOf({ index: "wazuh-archives-*", labels: { manager } }),
    grouped: { by: ["region", "manager"], groups: [{ region: "", manager: "wazuh-1" }] },
    day: DAY,
    truth: (from, to) => Array.from({ length: to - from }, (_, minute) => truthOf(alerts, from + minute)),
    late: (from, to) => simulator.holdBack(from, to),
    ...faults,
    secrets: [SECRET],
    stop: () => simulator.stop(),
  };
};

for (const schema of ["4.x", "5.x"] as const)
  describeSourceContract(`wazuh ${schema}, quiet minutes while the pipeline is alive`, {
    start: startWith(schema),
    cannedAnswers: cannedSearchAnswers(SECRET).slice(0, schema === "4.x" ? undefined : 40),
    ...HTTP_CONTRACT_FAULTS,
  });
