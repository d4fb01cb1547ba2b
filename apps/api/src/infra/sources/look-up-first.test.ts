import { findSourceKind, type HttpAnswer, type MetricSource, type Outcome, type ReadItem, succeeded } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import { makeConnectSource } from "./connect-source.ts";
import { makeRequestMeter } from "./request-meter.ts";

const SPAN = { from: 29_923_200, to: 29_923_260, purpose: "backfill" } as const;
const PROBE = { seriesFound: 1, strategy: "server", exactness: "exact (server side)", scrapeIntervalSeconds: null, warnings: [] } as const;
const NAMES = { what: "index", text: "logs", within: null, limit: 10 };
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
};
const unused = async (): Promise<never> => {
  throw new Error("nobody asks");
};

const kind = findSourceKind("elasticsearch");
if (kind === null) throw new Error("there is no such kind");

function itemOf(index: string): ReadItem {
  const side = { source: "e", spec: { index, filter: "status < 500" } };
  const parsed = kind?.parseIndicator({ kind: "ratio", counter: false, numerator: "good", part: side, total: side });
  if (parsed?.ok !== true) throw new Error(JSON.stringify(parsed));
  return { query: parsed.value, probe: PROBE };
}

/** A source behind a door that holds every request until it is answered. The clock moves only when somebody waits for it. */
function makeWorld() {
  const clock = { nowMs: 1_800_000_000_000 };
  const asked: { readonly path: string; readonly atMs: number }[] = [];
  const held: (() => void)[] = [];
  const send = ({ url }: { readonly url: string }): Promise<Outcome<HttpAnswer>> => {
    asked.push({ path: new URL(url).pathname, atMs: clock.nowMs });
    return new Promise((resolve) =>
      held.push(() => resolve(succeeded({ status: 200, headers: {}, body: '{"indices":[{"name":"logs"}]}' }))),
    );
  };
  const sleep = async (milliseconds: number): Promise<void> => {
    clock.nowMs += milliseconds;
  };
  const now = (): number => clock.nowMs;
  const connect = makeConnectSource({
    http: { send },
    sockets: { open: unused },
    dialer: { dial: unused },
    inboxOf: () => {
      throw new Error("nothing is sent to it");
    },
    meter: makeRequestMeter(now),
    now,
    guard: { now, sleep, random: () => 0 },
    schedule: () => () => undefined,
  });
  if (kind === null) throw new Error("there is no such kind");
  const source: MetricSource = connect(kind, { url: "http://e:9200" }, { secrets: new Map(), sourceId: null });
  const answerOne = async (): Promise<void> => {
    held.shift()?.();
    await settle();
  };
  return { source, asked, held, answerOne };
}

const isLookUp = ({ path }: { readonly path: string }): boolean => path.startsWith("/_resolve/");

test("names that somebody waits for are asked for before the reads of a back-fill that wait", async () => {
  const { source, asked, held, answerOne } = makeWorld();
  const { signal } = new AbortController();
  for (let index = 0; index < 30; index += 1) void source.read({ items: [itemOf(`logs-${index}`)], ...SPAN }, signal);
  await settle();
  expect(asked).toHaveLength(4);
  const names = source.lookUp?.(NAMES, signal);
  await settle();
  expect([asked.length, asked.some(isLookUp)]).toEqual([4, false]);
  await answerOne();
  expect(asked.map(isLookUp)).toEqual([false, false, false, false, true]);
  while (held.length > 0) {
    expect(held.length).toBeLessThanOrEqual(4);
    await answerOne();
  }
  expect(await names).toEqual({ ok: true, value: [{ name: "logs", detail: "index" }] });
  expect(asked).toHaveLength(31);
});

test("many look-ups together with a back-fill still start at most twenty requests in any second", async () => {
  const { source, asked, held, answerOne } = makeWorld();
  const { signal } = new AbortController();
  for (let index = 0; index < 30; index += 1) {
    void source.read({ items: [itemOf(`logs-${index}`)], ...SPAN }, signal);
    void source.lookUp?.(NAMES, signal);
  }
  await settle();
  while (held.length > 0) await answerOne();
  expect(asked).toHaveLength(60);
  for (const [index, { atMs }] of asked.entries())
    expect(atMs - (asked[index - 20]?.atMs ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1000);
});

test("who gives up a look-up that waits leaves nothing behind", async () => {
  const { source, asked, held, answerOne } = makeWorld();
  const [reading, looking] = [new AbortController(), new AbortController()];
  for (let index = 0; index < 6; index += 1) void source.read({ items: [itemOf(`logs-${index}`)], ...SPAN }, reading.signal);
  await settle();
  const names = source.lookUp?.(NAMES, looking.signal);
  await settle();
  looking.abort();
  expect(await names).toMatchObject({ ok: false, failure: { class: "aborted" } });
  while (held.length > 0) await answerOne();
  expect([asked.length, asked.some(isLookUp)]).toEqual([6, false]);
});
