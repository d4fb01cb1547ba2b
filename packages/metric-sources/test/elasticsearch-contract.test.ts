import { COUNT_SCALE, type MeasuredIndicator } from "@solvent/domain";
import {
  accessLogOf,
  type ContractWorld,
  cannedSearchAnswers,
  describeSourceContract,
  HTTP_CONTRACT_FAULTS,
  makeAccessLog,
  makeCountedIndex,
  makeImpatientDoor,
  plannedFaults,
  type SearchFault,
  type SimulatedProduct,
  startElasticsearchSimulator,
} from "@solvent/testing";
import { elasticsearchSource, type StreamQuery } from "../src/index.ts";

const START = 29_923_200;
const SECRET = 'T0k&n-"<7>/+x';
const DAY = { from: START + 30, to: START + 30 + 1440 };
const INDEX = "logs-nginx.access-*";

/** The shipper is down for ten minutes, and for one. */
const isDead = (minute: number): boolean => (minute >= START + 700 && minute < START + 710) || minute === START + 900;

const LOG = { seed: 5, firstMinute: START - 400, perMinute: 4, services: ["cart", "search"], badShare: 0.05, isDead };

interface Line {
  readonly service?: { readonly name: string };
  readonly http?: { readonly response: { readonly status_code: number } };
}

/** Worked out from the documents alone. */
function truthOf(minute: number): { good: number; total: number } | null {
  const lines = accessLogOf(LOG, minute) as readonly Line[];
  if (lines.length === 0) return null;
  const all = lines.filter(({ service }) => service?.name === "cart");
  const good = all.filter(({ http }) => (http?.response.status_code ?? 999) < 500);
  return { good: good.length * COUNT_SCALE, total: all.length * COUNT_SCALE };
}

function queryOf(part: object, total: object): StreamQuery {
  const indicator = {
    kind: "ratio",
    counter: false,
    numerator: "good",
    part: { source: "e", spec: part },
    total: { source: "e", spec: total },
  } as MeasuredIndicator;
  const parsed = elasticsearchSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const GOOD = { filter: "http.response.status_code < 500" };
const WHOLE = { filter: "service.name: cart", alive: 'event.kind: "heartbeat"', labels: { method: "http.request.method" } };

const startWith = (product: SimulatedProduct) => async (): Promise<ContractWorld<SearchFault>> => {
  // A little later than the last minute, so that its documents have arrived and been refreshed.
  const now = (): number => DAY.to * 60_000 + 30_000;
  const simulator = await startElasticsearchSimulator({
    product,
    indices: [makeAccessLog(LOG), makeCountedIndex({ ...LOG, services: ["cart"], perMinute: 0, isDead: () => false })],
    now,
    authorization: product === "opensearch" ? `Basic ${Buffer.from(`solvent:${SECRET}`).toString("base64")}` : `ApiKey ${SECRET}`,
  });
  const signIn = product === "opensearch" ? { auth: "basic", username: "solvent" } : { auth: "apiKey" };
  const connection = elasticsearchSource.connection.parse({ url: simulator.url, ...signIn });
  const secrets = product === "opensearch" ? { password: SECRET } : { apiKey: SECRET };
  const { http, faults } = makeImpatientDoor<SearchFault>(plannedFaults(simulator));
  return {
    source: elasticsearchSource.connect(connection, secrets, { http, now }),
    busy: queryOf(GOOD, { index: INDEX, ...WHOLE }),
    idle: queryOf({ count: { sum: "requests.succeeded" } }, { index: "metrics-*", count: { sum: "requests.count" } }),
    absent: queryOf(GOOD, { index: "logs-apache-*", ...WHOLE }),
    grouped: { by: ["region", "method"], groups: ["GET", "POST"].map((method) => ({ region: "", method })) },
    day: DAY,
    truth: (from, to) => Array.from({ length: to - from }, (_, index) => truthOf(from + index)),
    late: (from, to) => simulator.holdBack(from, to),
    ...faults,
    secrets: [SECRET],
    stop: () => simulator.stop(),
  };
};

describeSourceContract("elasticsearch", {
  start: startWith("elasticsearch-9"),
  cannedAnswers: cannedSearchAnswers(SECRET),
  ...HTTP_CONTRACT_FAULTS,
});

describeSourceContract("elasticsearch, from OpenSearch", {
  start: startWith("opensearch"),
  cannedAnswers: cannedSearchAnswers(SECRET).slice(0, 40),
  ...HTTP_CONTRACT_FAULTS,
});
