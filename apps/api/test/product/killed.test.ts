import type { BackfillProgress } from "@solvent/api-contract";
import { isoOfMinute } from "@solvent/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, useProductHome } from "./product.ts";
import { definition, minuteOf, type Shop, startShop } from "./shop.ts";

const NAME = "checkout-availability";
const HOUR = 60;

const home = useProductHome();
let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ days: 11 });
});
afterAll(() => shop.simulator.stop());

const start = () => home.start({ SOLVENT_BACKFILL_DAYS: "10" });

async function backfillOf(product: Product): Promise<BackfillProgress | null> {
  return (await product.call("getObjective", { params: { name: NAME } })).backfill;
}

/** Saves an objective, and stops answering once a part of its history is read. */
async function startReading(product: Product): Promise<void> {
  // So slow that the rest is not read before the answers stop.
  shop.simulator.plan([{ fault: { do: "slow", milliseconds: 1_000 } }]);
  await product.call("createSource", { body: { name: "prometheus", kind: "prometheus", connection: { url: shop.simulator.url } } });
  await product.call("apply", { body: { text: definition({ days: 7 }) } });
  await expect.poll(async () => (await backfillOf(product))?.readFraction, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
  shop.simulator.plan([{ fault: { do: "hang" } }]);
}

/** Every column of all that is stored, next to what really happened in it. */
async function compareWithTruth(product: Product): Promise<{ stored: object[]; truth: object[]; minutes: number }> {
  const { measurement } = await product.call("getObjective", { params: { name: NAME } });
  const to = Math.floor(minuteOf(measurement.watermark) / HOUR) * HOUR;
  const query = { from: measurement.from, to: isoOfMinute(to) };
  const { from, stepMinutes, columns } = await product.call("getTraffic", { params: { name: NAME }, query });
  expect(from).toBe(measurement.from);
  const stored = columns.map(({ good, total, known }) => ({ good, total, known }));
  const truth = columns.map((_, index) => {
    const start = minuteOf(from) + index * stepMinutes;
    const { good, total, known } = shop.happened(start, start + stepMinutes);
    return { good, total, known };
  });
  return { stored, truth, minutes: columns.length * stepMinutes };
}

test("a Solvent that is killed while it reads history goes on after a restart, and in the end every count is the truth", {
  timeout: 300_000,
}, async () => {
  const killed = await start();
  await startReading(killed);
  const stood = await backfillOf(killed);
  expect(stood).toMatchObject({ state: "running" });
  expect(stood?.readFraction).toBeLessThan(1);
  killed.process.child.kill("SIGKILL");
  expect(await killed.process.ended).toBe("SIGKILL");
  const databasePid = home.findDatabasePid();
  expect(databasePid).toBeDefined();

  shop.simulator.plan([]);
  const second = await start();
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  console.info(
    `ready after ${Math.round(killed.startedInMs)} ms with an empty directory, ${Math.round(second.startedInMs)} ms after the kill`,
  );
  expect(home.findDatabasePid()).toBe(databasePid);
  expect((await backfillOf(second))?.readFraction).toBeGreaterThanOrEqual(stood?.readFraction ?? 1);
  // The lease of the one that was killed has to run out first, which takes up to 20 s.
  await expect.poll(async () => (await backfillOf(second))?.state, { timeout: 120_000, interval: 100 }).toBe("done");

  const { stored, truth, minutes } = await compareWithTruth(second);
  expect(minutes).toBeGreaterThanOrEqual(10 * 24 * HOUR);
  expect(stored).toEqual(truth);
  const { window, good, total, summary } = await second.call("getStatus", { params: { name: NAME } });
  const happened = shop.happened(minuteOf(window.from), minuteOf(window.to));
  expect({ good, total, known: summary.coverage.counted }).toEqual({ good: happened.good, total: happened.total, known: happened.known });
  second.process.child.kill("SIGTERM");
  expect(await second.process.ended).toBe(0);
  expect(home.findDatabasePid()).toBeUndefined();
});
