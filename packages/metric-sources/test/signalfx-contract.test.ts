import { COUNT_SCALE, type MeasuredIndicator } from "@solvent/domain";
import {
  type ContractWorld,
  cannedSignalFxAnswers,
  describeSourceContract,
  makeImpatientDoor,
  makeTestSocketClient,
  plannedFaults,
  type SignalFxFault,
  type SimulatedMts,
  seededCount,
  startSignalFxSimulator,
} from "@solvent/testing";
import { type Schedule, type StreamQuery, signalFxSource } from "../src/index.ts";

const START = 1_795_392_000;
const SECRET = 'T0k&n-"<7>/+x';
const DAY = { from: START / 60 + 30, to: START / 60 + 30 + 1440 };
const STEP_SECONDS = 10;
const [REGIONS, CODES] = [
  ["eu", "us"],
  ["200", "500"],
];

const within = (atMs: number, from: number, to: number): boolean => atMs >= (START + from) * 1000 && atMs < (START + to) * 1000;

/** Nothing was sent for ten minutes by anyone, and for an hour by the region us. Errors only come in some minutes. */
function requestsAt(region: string, code: string, atMs: number): number | null {
  if (within(atMs, 40_000, 40_600) || (region === "us" && within(atMs, 50_000, 53_600))) return null;
  if (code === "200") return seededCount(`${region}/${code}`, atMs, 50);
  return seededCount(`${region}/${code}`, atMs, 30) === 0 ? 1 : null;
}

const SERIES: readonly SimulatedMts[] = [
  ...REGIONS.flatMap((region) =>
    CODES.map(
      (code): SimulatedMts => ({
        metric: "http.requests",
        dimensions: { service: "shop", region, code },
        type: "COUNTER",
        stepSeconds: STEP_SECONDS,
        valueAt: (atMs) => requestsAt(region, code, atMs),
      }),
    ),
  ),
  { metric: "idle.requests", dimensions: { service: "shop" }, type: "COUNTER", stepSeconds: STEP_SECONDS, valueAt: () => 0 },
];

const GROUPS = REGIONS.flatMap((region) => CODES.map((code) => ({ region, code, zone: "" })));

/** Worked out from the model alone: what was sent in a minute, null when nothing was. */
function truthOf(minute: number): { good: number; total: number } | null {
  const counts = { good: 0, total: 0, points: 0 };
  for (let second = 0; second < 60; second += STEP_SECONDS) {
    const atMs = minute * 60_000 + second * 1000;
    for (const region of REGIONS) {
      for (const code of CODES) {
        const value = requestsAt(region, code, atMs);
        if (value === null) continue;
        counts.points += 1;
        counts.total += value;
        if (code === "200") counts.good += value;
      }
    }
  }
  return counts.points === 0 ? null : { good: counts.good * COUNT_SCALE, total: counts.total * COUNT_SCALE };
}

function queryOf(metric: string): StreamQuery {
  const program = [
    "shop = filter('service', 'shop')",
    `good = data('${metric}', filter=shop and not filter('code', '5*'), rollup='sum').sum().publish(label='good')`,
    `data('${metric}', filter=shop, rollup='sum').sum(by=['region']).publish(label='total')`,
  ].join("\n");
  const indicator: MeasuredIndicator = {
    kind: "ratio",
    counter: false,
    numerator: "good",
    part: { source: "s", spec: { program, label: "good" } },
    total: { source: "s", spec: { program: program.replace("by=['region']", ""), label: "total" } },
  };
  const parsed = signalFxSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const HURRY = 100;

async function start(transport: "websocket" | "sse"): Promise<ContractWorld<SignalFxFault>> {
  const now = (): number => DAY.to * 60_000;
  const simulator = await startSignalFxSimulator({ series: SERIES, token: SECRET, now });
  const connection = signalFxSource.connection.parse({
    streamUrl: simulator.url,
    apiUrl: simulator.url,
    transport,
    startsPerMinute: 1000,
  });
  const { http, faults, isHanging } = makeImpatientDoor<SignalFxFault>(plannedFaults(simulator));
  const schedule: Schedule = (delayMs, work) => {
    const timer = setTimeout(work, isHanging() ? delayMs / HURRY : delayMs);
    return () => clearTimeout(timer);
  };
  return {
    source: signalFxSource.connect(connection, { token: SECRET }, { http, sockets: makeTestSocketClient(), schedule, now }),
    busy: queryOf("http.requests"),
    idle: queryOf("idle.requests"),
    absent: queryOf("absent.requests"),
    grouped: {
      by: ["region", "code", "zone"],
      groups: GROUPS,
    },
    day: DAY,
    truth: (from, to) => Array.from({ length: to - from }, (_, index) => truthOf(from + index)),
    late(from, to) {
      const span = { fromMs: from * 60_000, toMs: to * 60_000 };
      return simulator.holdBack(span, ({ dimensions }, atMs) => dimensions.region === "eu" || atMs % 60_000 >= 30_000);
    },
    ...faults,
    secrets: [SECRET],
    stop: () => simulator.stop(),
  };
}

const FAULTS = {
  hang: { do: "hang" },
  passing: { do: "status", status: 503, body: "starting" },
  throttled: { do: "status", status: 429, body: "too many requests" },
} as const;

describeSourceContract("signalfx by WebSocket", {
  start: () => start("websocket"),
  cannedAnswers: cannedSignalFxAnswers("websocket", SECRET),
  ...FAULTS,
});

describeSourceContract("signalfx by event streams", {
  start: () => start("sse"),
  cannedAnswers: cannedSignalFxAnswers("sse", SECRET),
  ...FAULTS,
});
