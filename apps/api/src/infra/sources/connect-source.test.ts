import { type ConnectDeps, findSourceKind, type PushInbox } from "@solvent/metric-sources";
import { type MetricsPageSimulator, makeSimulatedProcess, startMetricsPage } from "@solvent/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Secret } from "../../secret.ts";
import { makeOutgoingDoors, type OutgoingDoors } from "../http/doors.ts";
import { makeConnectSource, unhurriedSchedule } from "./connect-source.ts";
import { makeRequestMeter } from "./request-meter.ts";

let doors: OutgoingDoors;
let nowMs: number;
let page: MetricsPageSimulator;

beforeEach(async () => {
  nowMs = 60_000_000;
  doors = makeOutgoingDoors({ policy: () => null, resolve: async () => [], version: "test" });
  const process = makeSimulatedProcess({ now: Date.now });
  process.count("req_total", { code: "200" }, 3);
  page = await startMetricsPage({ page: process.page });
});
afterEach(async () => {
  await Promise.all([doors.close(), page.stop()]);
});

const guard = { now: () => 0, sleep: async () => undefined, random: () => 0 };

const inbox: PushInbox = {
  minutes: async () => null,
  series: async () => [],
  names: async () => [],
  summary: async () => ({ lastReceivedMs: null, minuteNames: 0, series: 0 }),
};

function makeWorld(sourceId: string | null = null) {
  const kind = findSourceKind("openmetrics");
  if (kind === null) throw new Error("there is no such kind");
  const meter = makeRequestMeter(() => nowMs);
  const asked: string[] = [];
  const inboxOf = (id: string) => {
    asked.push(id);
    return inbox;
  };
  const connect = makeConnectSource({ ...doors, inboxOf, meter, now: Date.now, guard, schedule: () => () => undefined });
  const secrets = new Map([["authorization", new Secret("Bearer t0k")]]);
  return { connect, kind, meter, asked, page: () => connect(kind, { targets: [page.url] }, { secrets, sourceId }) };
}
const connectPage = () => makeWorld().page();

test("a metrics page is read through the one door, also compressed, with its secret", async () => {
  page.failWith({ do: "gzip" });
  expect(await connectPage().check(new AbortController().signal)).toMatchObject({ ok: true, value: { version: "OpenMetrics 1.0" } });
  expect(page.requests[0]?.headers).toMatchObject({ authorization: "Bearer t0k", "accept-encoding": "gzip" });
});

test("a scrape that fails is one request: it is neither repeated nor held back after failures", async () => {
  page.failWith({ do: "status", status: 503 });
  const source = connectPage();
  for (let tries = 0; tries < 8; tries++) {
    expect(await source.check(new AbortController().signal)).toMatchObject({ ok: false, failure: { class: "server-error" } });
  }
  expect(page.requests).toHaveLength(8);
});

test("what a saved source is asked is counted for it, and what is asked of one that is not saved for nobody", async () => {
  const saved = makeWorld("7f");
  await saved.page().check(new AbortController().signal);
  const unsaved = makeWorld();
  await unsaved.page().check(new AbortController().signal);
  nowMs += 60_000;
  expect([saved.meter.lastMinute("7f"), unsaved.meter.lastMinute("7f")]).toEqual([1, 0]);
});

test("a saved source gets every door and what was sent to it, one that is not saved nothing that was sent", () => {
  const given: ConnectDeps[] = [];
  const { connect, kind, asked } = makeWorld();
  const prepare: typeof kind.prepare = (connection) => {
    const prepared = kind.prepare(connection);
    if (!prepared.ok) return prepared;
    const { connect: make } = prepared.value;
    return {
      ok: true,
      value: {
        ...prepared.value,
        connect: (secrets, deps) => {
          given.push(deps);
          return make(secrets, deps);
        },
      },
    };
  };
  connect({ ...kind, prepare }, { targets: [page.url] }, { secrets: new Map(), sourceId: "7f" });
  connect({ ...kind, prepare }, { targets: [page.url] }, { secrets: new Map(), sourceId: null });
  expect(given.map((deps) => [deps.sockets, deps.dialer].every((door) => door !== undefined))).toEqual([true, true]);
  expect(given.map((deps) => deps.inbox)).toEqual([inbox, undefined]);
  expect(asked).toEqual(["7f"]);
});

test("what a source does by itself can be called off", () => {
  const cancel = unhurriedSchedule(60_000, () => {
    throw new Error("it was called off");
  });
  cancel();
});
