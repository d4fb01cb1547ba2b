import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MINUTE_MS, type MinuteBlock, minuteOfMs } from "@solvent/domain";
import { findSourceKind, probeSource } from "@solvent/metric-sources";
import { type FakeTime, makeFakeTime, makeTestDialer, makeTestHttpClient, type ProbeTarget, startProbeTarget } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makePool } from "../../src/infra/store/pool.ts";
import type { SourceHandle } from "../../src/jobs/shared/source-handle.ts";
import { makeJobBench } from "../../src/jobs/test/job-bench.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const EXAMPLE = readFileSync(join(import.meta.dirname, "../../../../examples/uptime.yaml"), "utf8");
const SHOP = "apiVersion: openslo/v1\nkind: Service\nmetadata: { name: shop }\nspec: {}\n";
// Before the product is loaded: dates stand still, so that it is the same hour when the objective is created. Timers go on.
vi.hoisted(() => vi.useFakeTimers({ toFake: ["Date"] }));
/** The whole hour from which an objective that is created now is measured. */
const HOUR = Math.floor(minuteOfMs(Date.now()) / 60) * 60;
/** Minutes after the hour in which the target is down. */
const DOWN = { from: 6, to: 9 };

let api: TestApp;
let pool: pg.Pool;
let time: FakeTime;
let target: ProbeTarget;

function answer(): { status: number; body: string } {
  const since = time.now() / MINUTE_MS - HOUR;
  return since >= DOWN.from && since < DOWN.to ? { status: 503, body: "down" } : { status: 200, body: '{"status":"ok"}' };
}

beforeAll(async () => {
  api = await makeTestApp(database, { backfillDays: 1 });
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  target = await startProbeTarget({ answer });
});
beforeEach(async () => {
  await removeEverything(database.url);
  time = makeFakeTime(HOUR * MINUTE_MS);
});
afterAll(async () => {
  await api.close();
  await pool.end();
  await target.stop();
  vi.useRealTimers();
});

/** The example, with its first two addresses on this machine and without the certificate, which nobody has here. */
function localExample(): string {
  const documents = EXAMPLE.split("\n---\n").filter((document) => !document.includes("name: storefront-certificate"));
  return documents
    .join("\n---\n")
    .replace("https://shop.example.com/health", target.url)
    .replace(/db\.shop\.example\.com:5433\n\s+tls: true/, target.address);
}

const apply = (text: string) => api.call("POST", "/apply", { body: { text } });

/** The product's adapter on the clock of the test. */
function connect(): SourceHandle {
  const kind = findSourceKind("probe");
  const prepared = kind?.prepare({ intervalSeconds: 30, timeoutSeconds: 10 });
  if (!kind || !prepared?.ok) throw new Error("the connection was refused");
  const dialer = makeTestDialer();
  const source = prepared.value.connect(
    {},
    {
      http: time.watch(makeTestHttpClient()),
      dialer: { dial: (request) => time.track(dialer.dial(request)) },
      now: time.now,
      schedule: time.schedule,
    },
  );
  const { backfillChunkMinutes, parseIndicator } = kind;
  return { ...prepared.value.timing, backfillChunkMinutes, parseIndicator, source };
}

const goodOf = ({ good, total, missing }: MinuteBlock): string[] =>
  missing.map((reason, index) => reason ?? `${(good[index] ?? 0) / 1000} of ${(total[index] ?? 0) / 1000}`);

test("the example is applied, probed and stored, minute by minute", { timeout: 120_000 }, async () => {
  expect((await apply(localExample())).json).toMatchObject({ diagnostics: [] });
  let handle: SourceHandle | null = null;
  const bench = makeJobBench(pool, {
    get: async () => {
      handle ??= connect();
      return { ok: true, value: handle };
    },
  });
  for (let minute = HOUR + 1; minute <= HOUR + 12; minute += 1) {
    await time.moveTo(minute * MINUTE_MS);
    await bench.tickAt(minute);
  }
  await bench.background();
  expect(bench.errors).toEqual([]);

  const streams = await query<{ id: number; name: string }>(
    database.url,
    "SELECT stream.id, objective.name FROM stream JOIN objective ON objective.stream_id = stream.id",
  );
  const stored = async (name: string): Promise<string[]> =>
    goodOf(await bench.stored(streams.find((one) => one.name === name)?.id ?? 0, HOUR + 3, HOUR + 12));
  const up = (minutes: number): string[] => new Array(minutes).fill("2 of 2");
  expect(await stored("storefront-database-reachable")).toEqual(up(9));
  expect(await stored("storefront-reachable")).toEqual([...up(3), "0 of 2", "0 of 2", "0 of 2", ...up(3)]);
  const [first] = await query<{ id: number }>(database.url, "SELECT id FROM stream ORDER BY id LIMIT 1");
  expect(goodOf(await bench.stored(first?.id ?? 0, HOUR - 60, HOUR)).every((word) => word === "no-sample")).toBe(true);
});

describe("what a probe cannot be", () => {
  test("is said at its place in the text", async () => {
    const written = localExample().replace("maxSeconds: 2", "maxSeconds: soon");
    const { errors } = (await apply(written)).json;
    const line = written.split("\n").findIndex((text) => text.includes("maxSeconds: soon")) + 1;
    expect(errors).toMatchObject([{ line, message: expect.stringContaining("positive decimal number of seconds") }]);
  });

  test("a counter is refused where it is written", async () => {
    const { errors } = (await apply(localExample().replace("counter: false", "counter: true"))).json;
    expect(errors).toMatchObject([{ message: expect.stringContaining("every probe is an event of its own") }]);
  });
});

test.each(probeSource.templates ?? [])("the template $title can be applied as it is", async ({ text }) => {
  await apply(`${localExample()}\n---\n${SHOP}`);
  const applied = await apply(text.replaceAll("SOURCE", "own-probes"));
  expect(applied.json).toMatchObject({ diagnostics: [], changes: [{ kind: "SLO", action: "create" }] });
});

describe("a check before saving", () => {
  const check = async (api: TestApp) => (await api.call("POST", "/check", { body: { text: localExample() } })).json;

  test("probes once through the product's own doors, and says what it saw", async () => {
    const { diagnostics, objectives } = await check(api);
    expect(diagnostics).toEqual([]);
    const looked = (words: string) => ({ failure: null, probe: { scrapeIntervalSeconds: 30, warnings: [expect.stringContaining(words)] } });
    expect(objectives).toMatchObject([looked("connected in"), looked("HTTP 200 in")]);
  });

  test("says so where the network policy forbids the address", async () => {
    const outside = await makeTestApp(database, { host: "0.0.0.0" });
    const { objectives } = await check(outside);
    await outside.close();
    const blocked = { probe: null, failure: { class: "blocked", message: expect.stringContaining("SOLVENT_ALLOWED_TARGETS") } };
    expect(objectives).toMatchObject([blocked, blocked]);
  });
});
