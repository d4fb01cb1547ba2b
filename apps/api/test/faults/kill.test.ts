import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { MINUTE_MS } from "@solvent/domain";
import { type PrometheusSimulator, startPrometheusSimulator } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { makeMinuteStore } from "../../src/infra/store/minutes/minute-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { bundleChild, type Child, startChild } from "./child-process.ts";
import { differences, type FaultStream, faultFamilies, seedFaultFleet } from "./fault-fleet.ts";
import { makeRandom } from "./random.ts";

const KILLS = 20;
const SERVICES = 4;
/** The lease lasts for 15 s of played time: a second and a half, which is enough to renew it on a slow machine too. */
const SPEED = 10;
const DAY = 1440;
const HISTORY_DAYS = 6;
const SIMULATED_DAYS = 5;
/** Played time begins so long ago that it never catches up with the clock of the machine. */
const HEAD_START_MINUTES = 360;

const database = useTestDatabase("test");
let child = "";
let pool: pg.Pool;
let simulator: PrometheusSimulator;
let streams: readonly FaultStream[];
let first: number;
const children: Child[] = [];

beforeAll(async () => {
  child = await bundleChild("evaluator-child");
});
afterAll(() => rmSync(child, { force: true }));

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "test", onError: () => undefined });
  first = Math.floor((Date.now() / MINUTE_MS - HEAD_START_MINUTES) / 60) * 60;
  const startSeconds = (first - SIMULATED_DAYS * DAY) * 60;
  simulator = await startPrometheusSimulator({
    seed: 7,
    startSeconds,
    families: faultFamilies(SERVICES, startSeconds),
    latencyMs: 200,
    now: () => (first + 10) * MINUTE_MS,
  });
  streams = await seedFaultFleet(pool, {
    services: SERVICES,
    url: simulator.url,
    firstMinute: first,
    historyFrom: first - HISTORY_DAYS * DAY,
  });
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((one) => one.kill()));
  await pool.end();
  await simulator.stop();
});

function start(speed: number, playedSinceMs: number): Child {
  const playedFromMs = (first + 5) * MINUTE_MS;
  const settings = { databaseUrl: database.url, simulatorUrl: simulator.url, playedFromMs, playedSinceMs, speed };
  const started = startChild(child, [JSON.stringify(settings)]);
  children.push(started);
  return started;
}

const one = async <T>(sql: string): Promise<T> => (await pool.query<{ value: T }>(sql)).rows[0]?.value as T;
const countBackfills = (state: string) => one<number>(`SELECT count(*)::int AS value FROM backfill WHERE state = '${state}'`);
/** The lease of a killed process ends by itself after 15 s; the test does not wait for that. */
const endLease = () => pool.query("UPDATE lease SET expires_at = clock_timestamp()");

/** Gaps still to be asked for. The database dates new ones by its own clock, which is ahead of played time: they are made due. */
async function openGaps(): Promise<number> {
  await pool.query("UPDATE gap SET retry_at = retry_at - interval '1 day' WHERE retry_at > clock_timestamp() - interval '1 hour'");
  return one<number>("SELECT count(*)::int AS value FROM gap WHERE filled_at IS NULL AND retry_at IS NOT NULL");
}

async function until(what: string, holds: () => Promise<boolean>, limitMs: number): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(100);
  }
}

async function allDifferences(): Promise<{ checked: number; wrong: string[] }> {
  const reader = makeMinuteStore(pool);
  let checked = 0;
  const wrong: string[] = [];
  for (const { streamId, service } of streams) {
    const [head] = await reader.heads([streamId]);
    if (head === undefined) throw new Error("the stream is gone");
    const block = await reader.minutesBetween(streamId, head.firstMinute, head.watermark);
    checked += block.good.length;
    wrong.push(...differences(simulator, { service, block, simulatedFrom: first - SIMULATED_DAYS * DAY }));
  }
  return { checked, wrong };
}

test(`after ${KILLS} kills at random moments every stored minute is what happened`, async () => {
  const seed = Number(process.env.SOLVENT_FAULT_SEED ?? Date.now() % 1_000_000);
  console.log(`seed ${seed} (SOLVENT_FAULT_SEED repeats it)`);
  const random = makeRandom(seed);
  const playedSinceMs = Date.now();
  let inBackfill = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const victim = start(SPEED, playedSinceMs);
    await victim.said("leading");
    if (kill === 0) await until("history is being read", async () => (await countBackfills("running")) > 0, 120_000);
    // The first ones are early, while history is being read.
    await sleep(20 + random() * (kill < KILLS / 2 ? 400 : 2_500));
    await victim.kill();
    if ((await countBackfills("running")) > 0) inBackfill++;
    await endLease();
  }
  const last = start(SPEED, playedSinceMs);
  await last.said("leading");
  await until(
    "history is read",
    async () => (await one<number>("SELECT count(*)::int AS value FROM backfill WHERE state <> 'done'")) === 0,
    120_000,
  );
  await until("gaps are settled", async () => (await openGaps()) === 0, 120_000);
  const endedMs = Date.now();
  await last.terminate();
  const { checked, wrong } = await allDifferences();
  console.log(`${checked} minutes checked after ${KILLS} kills, ${inBackfill} of them during back-fill`);
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(last.errors()).toBe("");
  expect(checked).toBeGreaterThan(SERVICES * SIMULATED_DAYS * DAY);
  // Live minutes too: the watermark is where played time has come to.
  const playedMinutes = ((endedMs - playedSinceMs) * SPEED) / MINUTE_MS;
  expect(await one<number>("SELECT min(watermark) AS value FROM stream")).toBeGreaterThan(first + 5 + playedMinutes - 5);
  expect(inBackfill).toBeGreaterThan(0);
}, 600_000);

test("of two processes one writes; when it is killed the other takes over within 20 s, and at once when it is asked to stop", async () => {
  const playedSinceMs = Date.now();
  const a = start(1, playedSinceMs);
  await a.said("leading");
  await a.said("tick");
  const b = start(1, playedSinceMs);
  // How long a process takes to start is not what is measured.
  await b.said("asked");
  const tokenBefore = await one<string>("SELECT token::text AS value FROM lease");
  const killedMs = performance.now();
  await a.kill();
  await b.said("leading");
  const tookMs = performance.now() - killedMs;
  console.log(`taken over after ${Math.round(tookMs)} ms`);
  expect(tookMs).toBeLessThan(20_000);
  expect(BigInt(await one<string>("SELECT token::text AS value FROM lease"))).toBe(BigInt(tokenBefore) + 1n);
  await b.said("tick");
  const c = start(1, playedSinceMs);
  await c.said("asked");
  const stoppedMs = performance.now();
  await b.terminate();
  await c.said("leading");
  // The lease of one that was killed lasts for 15 s.
  expect(performance.now() - stoppedMs).toBeLessThan(10_000);
  expect((await allDifferences()).wrong).toEqual([]);
}, 180_000);
