import { COUNT_SCALE, type MeasuredIndicator, type MinuteBlock } from "@solvent/domain";
import {
  makeTestHttpClient,
  makeTestSocketClient,
  type SignalFxSimulator,
  type SignalFxSimulatorOptions,
  type SimMessage,
  type SimulatedMts,
  startSignalFxSimulator,
} from "@solvent/testing";
import { afterEach } from "vitest";
import { type MetricSource, type Outcome, type ReadValue, type Schedule, type StreamQuery, signalFxSource } from "../src/index.ts";

export const MINUTE = 60_000;
export const NOW = 1_795_392_000_000;
export const TO = NOW / MINUTE;
export const SPAN = { from: TO - 5, to: TO };
export const TOKEN = "a-token";
export const never = (): AbortSignal => new AbortController().signal;

const simulators: SignalFxSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((simulator) => simulator.stop()));
});

export const counter = (metric: string, dimensions: Readonly<Record<string, string>>, valueAt: SimulatedMts["valueAt"]): SimulatedMts => ({
  metric,
  dimensions,
  type: "COUNTER",
  stepSeconds: 10,
  valueAt,
});

interface Given extends Partial<SignalFxSimulatorOptions> {
  readonly connection?: object;
  readonly secret?: string;
  readonly schedule?: Schedule;
}

export async function connect({
  connection = {},
  secret = TOKEN,
  schedule,
  ...options
}: Given = {}): Promise<{ simulator: SignalFxSimulator; source: MetricSource }> {
  const now = options.now ?? (() => NOW);
  const simulator = await startSignalFxSimulator({ series: [], token: TOKEN, now, ...options });
  simulators.push(simulator);
  const parsed = signalFxSource.connection.parse({ streamUrl: simulator.url, apiUrl: simulator.url, startsPerMinute: 1000, ...connection });
  const deps = { http: makeTestHttpClient(), sockets: makeTestSocketClient(), now, ...(schedule === undefined ? {} : { schedule }) };
  return { simulator, source: signalFxSource.connect(parsed, { token: secret }, deps) };
}

function queryOf(indicator: MeasuredIndicator): StreamQuery {
  const parsed = signalFxSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export const ratio = (program: string, more: { noSeries?: string; numerator?: "good" | "bad" } = {}): StreamQuery => {
  const { numerator = "good", noSeries } = more;
  const part = { program, label: "part", ...(noSeries === undefined ? {} : { noSeries }) };
  return queryOf({
    kind: "ratio",
    counter: false,
    numerator,
    part: { source: "s", spec: part },
    total: { source: "s", spec: { program, label: "total" } },
  });
};

export const sides = (part: string, total: string): string =>
  `part = data('req', filter=${part}, rollup='sum').sum().publish(label='part')\ndata('req', filter=${total}, rollup='sum').sum().publish(label='total')`;

export const threshold = (program: string): StreamQuery =>
  queryOf({ kind: "threshold", metric: { source: "s", spec: { program } }, operator: "lte", value: "10", of: "value" });

const PROBE = { seriesFound: 2, strategy: "server", exactness: "exact (server side)", scrapeIntervalSeconds: null, warnings: [] } as const;

export const readAll = (
  source: MetricSource,
  queries: readonly StreamQuery[],
  more: { from?: number; to?: number; purpose?: "live" | "backfill"; signal?: AbortSignal } = {},
) =>
  source.read(
    {
      items: queries.map((query) => ({ query, probe: PROBE })),
      from: more.from ?? SPAN.from,
      to: more.to ?? SPAN.to,
      purpose: more.purpose ?? "live",
    },
    more.signal ?? never(),
  );

export function blockOf(outcome: Outcome<ReadValue> | undefined): MinuteBlock {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value.block;
}

/** A program that never ends, as far as anyone is told. */
export const withoutEnd = (messages: readonly SimMessage[]): SimMessage[] => messages.filter(({ event }) => event !== "END_OF_CHANNEL");

export const scaled = (...events: number[]): number[] => events.map((count) => count * COUNT_SCALE);
