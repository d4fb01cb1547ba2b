import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { makePool } from "../../src/infra/store/pool.ts";
import { addAlert, addNotices, addTarget, noticesIn } from "../../src/jobs/test/sender-seed.ts";
import type { PlainMessage } from "../support/plain-notifier.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { bundleChild, type Child, startChild } from "./child-process.ts";
import { DEATHS, type SenderChildSettings } from "./sender-settings.ts";

/** At each named point so often, and so often at a random moment of a send. */
const PER_POINT = 4;
const AT_RANDOM = 9;
/** A lock of 30 s ends after a real second. */
const SPEED = 30;
const LONGEST_SEND_MS = 150;

const database = useTestDatabase("test");
let file = "";
let pool: pg.Pool;
let receiver: Receiver;
let targetId = "";
const children: Child[] = [];
const playedSinceMs = Date.now();

beforeAll(async () => {
  file = await bundleChild("sender-child");
});
afterAll(() => rmSync(file, { force: true }));

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 2, applicationName: "test", onError: () => undefined });
  receiver = await startReceiver();
  targetId = await addTarget(pool, "webhook");
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
  await receiver.stop();
  await pool.end();
});

const playedMs = () => playedSinceMs + (Date.now() - playedSinceMs) * SPEED;

function start(dieAt: SenderChildSettings["dieAt"]): Child {
  const settings: SenderChildSettings = {
    databaseUrl: database.url,
    receiverUrl: `${receiver.url}/hook`,
    playedFromMs: playedSinceMs,
    playedSinceMs,
    speed: SPEED,
    dieAt,
  };
  const child = startChild(file, [JSON.stringify(settings)]);
  children.push(child);
  return child;
}

const queued: string[] = [];
async function queue(count: number): Promise<void> {
  const alertIds: bigint[] = [];
  for (let i = 0; i < count; i++) {
    const name = `o-${queued.length}`;
    alertIds.push(await addAlert(pool, { name }));
    queued.push(`${name} fired`);
  }
  await addNotices(pool, { alertIds, targetId, event: "fired", atMs: playedMs() });
}

async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 90_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endMs)
      throw new Error(`not within ${limitMs} ms: ${what}; ${children.map((child) => child.errors()).join("")}`);
    await sleep(5);
  }
}

const allSent = async (): Promise<boolean> => (await noticesIn(pool)).every(({ state }) => state === "sent");
const taken = (): PlainMessage[] => receiver.received.map(({ body }) => JSON.parse(body) as PlainMessage);

test(`after ${DEATHS.length * PER_POINT + AT_RANDOM} kills around sends nothing is lost, the order is kept, and only what was accepted before a death comes twice`, async () => {
  let diedAfterAccept = 0;
  for (const point of DEATHS) {
    for (let round = 0; round < PER_POINT; round++) {
      await queue(2);
      await start(point).ended();
      if (point === "sent") diedAfterAccept += 1;
    }
  }
  for (let round = 0; round < AT_RANDOM; round++) {
    await queue(2);
    const before = receiver.received.length;
    const child = start(null);
    await until("a message", () => receiver.received.length > before);
    await sleep(Math.random() * LONGEST_SEND_MS);
    await child.kill();
    // At most one message is under way to a target.
    diedAfterAccept += 1;
  }
  const last = start(null);
  await until("everything is sent", allSent);
  await last.terminate();
  const messages = taken();
  const said = messages.flatMap(({ says }) => says);
  expect([...new Set(said)]).toEqual(queued);
  const keys = new Set<string>();
  const twice = messages.filter(({ id }) => keys.size === keys.add(id).size);
  expect(twice.every(({ repeated }) => repeated)).toBe(true);
  expect(twice.length).toBeLessThanOrEqual(diedAfterAccept);
  // Every notice that was said more than once belongs to a message that came again as it was.
  expect(said.length - queued.length).toBe(twice.reduce((sum, { says }) => sum + says.length, 0));
  const kills = DEATHS.length * PER_POINT + AT_RANDOM;
  console.log(`${kills} kills, ${queued.length} notices in ${messages.length} messages, ${twice.length} of them repeated, none lost`);
}, 600_000);
