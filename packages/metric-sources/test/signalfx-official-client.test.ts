import { type SignalFxSimulator, type SimulatedMts, startSignalFxSimulator } from "@solvent/testing";
import signalfx from "signalfx";
import { afterEach, expect, test } from "vitest";

/** What is used of the official client, which has no types for SignalFlow. */
interface Message {
  readonly type: string;
  readonly event?: string;
  readonly logicalTimestampMs?: number;
  readonly data?: readonly { readonly tsId: string; readonly value: unknown }[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly tsId?: string;
  readonly errorType?: string;
  readonly message?: { readonly messageCode: string };
}
interface Stream {
  stream(told: (error: Message | null, message: Message | null) => void): boolean;
  get_metadata(tsId: string): Message | null;
  get_known_tsids(): readonly string[];
  close(): boolean;
}
interface Client {
  execute(options: object): Stream;
  disconnect(): void;
}
type Constructor = new (token: string, options: object) => Client;

const { SignalFlow } = signalfx as unknown as { readonly SignalFlow: Constructor };

const MINUTE = 60_000;
const NOW = 1_795_392_000_000;
const FROM = NOW - 30 * MINUTE;
const TOKEN = "a-token";

/** Ten per point of code 200, every third a half, and now and then nothing. */
const valueAt = (atMs: number): number => ((atMs / 10_000) % 3 === 0 ? 10.5 : 10);
const SERIES: readonly SimulatedMts[] = [
  ...["eu", "us"].map(
    (region): SimulatedMts => ({ metric: "requests", dimensions: { region, code: "200" }, type: "COUNTER", stepSeconds: 10, valueAt }),
  ),
  {
    metric: "requests",
    dimensions: { region: "eu", code: "500" },
    type: "COUNTER",
    stepSeconds: 10,
    valueAt: (atMs) => (Math.floor(atMs / MINUTE) % 4 === 0 ? 1 : null),
  },
];

const PROGRAM = `good = data('requests', filter=filter('code', '200'), rollup='sum').sum(by=['region']).publish(label='good')
bad = data('requests', filter=filter('code', '5*'), rollup='sum').sum().publish(label='bad')
data('requests', rollup='sum').sum().publish(label='total')`;

const simulators: SignalFxSimulator[] = [];
const clients: Client[] = [];

async function connect(token = TOKEN): Promise<Client> {
  const simulator = await startSignalFxSimulator({ series: SERIES, token: TOKEN, now: () => NOW });
  simulators.push(simulator);
  const client = new SignalFlow(token, {
    signalflowEndpoint: simulator.url.replace("http", "ws"),
    apiEndpoint: simulator.url,
    webSocketErrorCallback: () => undefined,
  });
  clients.push(client);
  return client;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await Promise.all(simulators.splice(0).map((simulator) => simulator.stop()));
});

const untilEnd = (stream: Stream): Promise<{ messages: Message[]; errors: Message[] }> =>
  new Promise((resolve) => {
    const told = { messages: [] as Message[], errors: [] as Message[] };
    stream.stream((error, message) => {
      if (error !== null) told.errors.push(error);
      if (message !== null) told.messages.push(message);
      if (error !== null || message?.event === "END_OF_CHANNEL") resolve(told);
    });
  });

const job = (more: object = {}): object => ({ program: PROGRAM, start: FROM, stop: NOW, resolution: MINUTE, immediate: true, ...more });

/** Values of a label by time, in the order of their series. */
function valuesOf(stream: Stream, messages: readonly Message[], label: string): unknown[][] {
  const isOf = (tsId: string): boolean => stream.get_metadata(tsId)?.properties?.sf_streamLabel === label;
  return messages.flatMap(({ type, data = [] }) =>
    type === "data" ? [data.filter(({ tsId }) => isOf(tsId)).map(({ value }) => value)] : [],
  );
}

test.each([true, false])("the official client reads every minute of several labels, with metadata (compressed: %s)", async (compress) => {
  const stream = (await connect()).execute(job({ compress }));
  const { messages, errors } = await untilEnd(stream);
  expect(errors).toEqual([]);
  expect(messages.filter(({ type }) => type === "data").map(({ logicalTimestampMs }) => logicalTimestampMs)).toEqual(
    Array.from({ length: 30 }, (_, index) => FROM + index * MINUTE),
  );
  expect(valuesOf(stream, messages, "good")).toEqual(new Array(30).fill([61, 61]));
  const errorsAt = Array.from({ length: 30 }, (_, index) => ((FROM / MINUTE + index) % 4 === 0 ? 6 : null));
  expect(valuesOf(stream, messages, "bad")).toEqual(errorsAt.map((value) => [value]));
  expect(valuesOf(stream, messages, "total")).toEqual(errorsAt.map((value) => [122 + (value ?? 0)]));
  const regions = stream.get_known_tsids().map((tsId) => stream.get_metadata(tsId)?.properties?.region);
  expect(regions.sort()).toEqual(["eu", "us", undefined, undefined]);
  const events = messages.flatMap(({ event }) => (event === undefined ? [] : [event]));
  expect(events).toEqual(["STREAM_START", "JOB_START", "END_OF_CHANNEL"]);
});

test("the official client is told of an error in a program, with its kind", async () => {
  const { errors } = await untilEnd((await connect()).execute(job({ program: "data('requests').sum().publsh(label='x')" })));
  expect(errors).toMatchObject([{ type: "error", errorType: "ANALYTICS_PROGRAM_NAME_ERROR", context: { line: 1, column: 24 } }]);
});

test("the official client runs several programs over one connection", async () => {
  const client = await connect();
  const told = await Promise.all([1, 2, 3].map(() => untilEnd(client.execute(job()))));
  for (const { messages } of told) expect(messages.filter(({ type }) => type === "data")).toHaveLength(30);
  expect(simulators[0]?.usage.connections).toBe(1);
});

test("the official client goes on after a program without any series", async () => {
  const { messages } = await untilEnd((await connect()).execute(job({ program: "data('nothing').sum().publish(label='x')" })));
  expect(messages.some(({ message }) => message?.messageCode === "FIND_MATCHED_NO_TIMESERIES")).toBe(true);
});

test("the official client ends a program that has no end, and the service hears of it", async () => {
  const client = await connect();
  const stream = client.execute(job({ stop: undefined, immediate: false, start: NOW - 10 * MINUTE, maxDelay: 1 }));
  await new Promise<void>((resolve) => {
    stream.stream((_error, message) => {
      if (message?.type === "data" && message.logicalTimestampMs === NOW - 3 * MINUTE) resolve();
    });
  });
  expect(stream.close()).toBe(true);
  await expect.poll(() => simulators[0]?.usage.detached).toBe(1);
});
