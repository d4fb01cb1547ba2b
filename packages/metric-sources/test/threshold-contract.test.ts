import { COUNT_SCALE, type ThresholdIndicator } from "@solvent/domain";
import {
  type ContractWorld,
  cannedHistories,
  cannedMetricsPages,
  cannedPrometheusAnswers,
  describeSourceContract,
  type Fault,
  HTTP_CONTRACT_FAULTS,
  makeImpatientDoor,
  makeSimulatedProcess,
  type PageFault,
  plannedFaults,
  type SimulatedGauge,
  type SimulatedHistory,
  startMetricsPage,
  startPrometheusSimulator,
} from "@solvent/testing";
import { openMetricsSource, type Parsed, prometheusSource, type StreamQuery } from "../src/index.ts";

const START = 1_795_392_000;
const SECRET = 'T0k&n-"<7>/+x';
const DAY = { from: START / 60 + 30, to: START / 60 + 30 + 1440 };
const [SCRAPE, PHASE, LIMIT] = [15, 7, 40];

/** A sawtooth that is negative now and then, and NaN for a quarter of an hour. */
function lengthAt(seconds: number): number {
  const since = seconds - START;
  return since >= 30_000 && since < 30_900 ? Number.NaN : (Math.floor(since / SCRAPE) % 97) - 20;
}

const GAPS: NonNullable<SimulatedGauge["gaps"]> = [
  { instance: "all", fromSeconds: START + 40_000, toSeconds: START + 40_600, cause: "server-stopped" },
  { instance: "all", fromSeconds: START + 50_000, toSeconds: START + 50_100, cause: "scrape-failed" },
];

const BASE = { labels: { job: "shop" }, instances: 1, scrapeSeconds: SCRAPE, phaseSeconds: PHASE };
const HISTORY: SimulatedHistory = {
  seed: 5,
  startSeconds: START,
  families: [],
  gauges: [
    { metric: "queue_length", ...BASE, gaps: GAPS, valueAt: lengthAt },
    { metric: "always_full", ...BASE, valueAt: () => 1000 },
  ],
};

/** The newest sample of the minute, null when there is none; worked out from the model alone. */
function truthOf(minute: number): { good: number; total: number } | null {
  const end = (minute + 1) * 60;
  for (let seconds = end; seconds > end - 60; seconds -= 1) {
    if ((seconds - START - PHASE) % SCRAPE !== 0) continue;
    if (GAPS.some(({ fromSeconds, toSeconds }) => seconds >= fromSeconds && seconds < toSeconds)) continue;
    const value = lengthAt(seconds);
    return Number.isNaN(value) ? null : { good: value <= LIMIT ? COUNT_SCALE : 0, total: COUNT_SCALE };
  }
  return null;
}

const truth = (from: number, to: number): ReturnType<typeof truthOf>[] =>
  Array.from({ length: to - from }, (_, index) => truthOf(from + index));

function queryOf(parse: (indicator: ThresholdIndicator) => Parsed<StreamQuery>, query: string): StreamQuery {
  const metric = { source: "p", spec: { query } };
  const parsed = parse({ kind: "threshold", metric, operator: "lte", value: String(LIMIT), of: "value" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const now = (): number => DAY.to * 60_000;
const QUERIES = (parse: (indicator: ThresholdIndicator) => Parsed<StreamQuery>) => ({
  busy: queryOf(parse, "queue_length"),
  idle: queryOf(parse, "always_full"),
  idleTotal: COUNT_SCALE,
  absent: queryOf(parse, "absent_length"),
  grouped: { by: ["region", "job"], groups: [{ region: "", job: "shop" }] },
  day: DAY,
  truth,
});

async function startPrometheus(): Promise<ContractWorld<Fault>> {
  const simulator = await startPrometheusSimulator({ ...HISTORY, now });
  const connection = prometheusSource.connection.parse({ url: simulator.url, auth: "bearer" });
  const { http, faults } = makeImpatientDoor<Fault>(plannedFaults(simulator));
  return {
    ...QUERIES((indicator) => prometheusSource.parseIndicator(indicator)),
    source: prometheusSource.connect(connection, { token: SECRET }, { http, now }),
    late: null,
    ...faults,
    secrets: [SECRET],
    stop: () => simulator.stop(),
  };
}

async function startPages(): Promise<ContractWorld<PageFault>> {
  const process = makeSimulatedProcess({ now });
  process.set("queue_length", {}, -3);
  process.set("always_full", {}, 1000);
  const simulator = await startMetricsPage({ page: process.page, history: HISTORY });
  const connection = openMetricsSource.connection.parse({ targets: [simulator.url], historyUrl: simulator.historyUrl, job: "shop" });
  const { http, faults } = makeImpatientDoor<PageFault>(simulator);
  return {
    ...QUERIES((indicator) => openMetricsSource.parseIndicator(indicator)),
    source: openMetricsSource.connect(connection, { authorization: `Bearer ${SECRET}` }, { http, now }),
    purpose: "backfill",
    late: null,
    ...faults,
    secrets: [SECRET],
    stop: () => simulator.stop(),
  };
}

describeSourceContract("values of prometheus compared with a limit", {
  start: startPrometheus,
  cannedAnswers: cannedPrometheusAnswers(SECRET),
  ...HTTP_CONTRACT_FAULTS,
});

describeSourceContract("values of metrics pages compared with a limit", {
  start: startPages,
  cannedAnswers: [...cannedMetricsPages(SECRET), ...cannedHistories()],
  ...HTTP_CONTRACT_FAULTS,
});
