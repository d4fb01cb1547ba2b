import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeLeaseStore } from "../../infra/store/lease/lease-store.ts";
import { makePool } from "../../infra/store/pool.ts";
import type { LeaseStore } from "../../usecases/lease/lease.ts";
import { makeBatchGate } from "../lease/batch-gate.ts";
import { makeLeaseKeeper } from "../lease/lease-keeper.ts";
import { makeFakeClock } from "./fake-clock.ts";

const database = useTestDatabase();
let pool: pg.Pool;
beforeAll(() => {
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "test", onError: () => undefined });
});
afterAll(() => pool.end());

function keeperOf(owner: string, leases: LeaseStore = makeLeaseStore(pool)) {
  const clock = makeFakeClock(1_000_000);
  const changes: boolean[] = [];
  const errors: unknown[] = [];
  const gate = makeBatchGate();
  const keeper = makeLeaseKeeper({
    leases,
    gate,
    clock,
    owner,
    onChange: (leads) => changes.push(leads),
    onError: (error) => errors.push(error),
  });
  return { keeper, clock, changes, errors, gate };
}
const A = "00000000-0000-4000-8000-00000000000a";
const B = "00000000-0000-4000-8000-00000000000b";

test("of two processes one leads; when it gives the lease back the other takes it at once", async () => {
  const [a, b] = [keeperOf(A), keeperOf(B)];
  await a.keeper.renew();
  await b.keeper.renew();
  expect([a.keeper.fence()?.owner, b.keeper.fence()]).toEqual([A, null]);
  expect([a.keeper.dueInMs(), b.keeper.dueInMs()]).toEqual([5_000, 2_000]);
  await a.keeper.release();
  expect(a.keeper.fence()).toBeNull();
  await b.keeper.renew();
  expect(b.keeper.fence()?.owner).toBe(B);
  expect([a.changes, b.changes]).toEqual([[true, false], [true]]);
  await b.keeper.release();
});

test("a renewal keeps the token, and a successor after the end of the lease has a higher one", async () => {
  const [a, b] = [keeperOf(A), keeperOf(B)];
  await a.keeper.renew();
  const first = a.keeper.fence()?.token ?? 0n;
  await a.keeper.renew();
  expect(a.keeper.fence()?.token).toBe(first);
  await pool.query("UPDATE lease SET expires_at = clock_timestamp()");
  await b.keeper.renew();
  expect(b.keeper.fence()?.token).toBe(first + 1n);
  await a.keeper.renew();
  expect(a.keeper.fence()).toBeNull();
  await b.keeper.release();
});

test("a process that could not renew in time does not lead any more, whatever the database says", async () => {
  const a = keeperOf(A);
  await a.keeper.renew();
  a.clock.moveTo(1_000_000 + 14_999);
  expect(a.keeper.fence()).not.toBeNull();
  a.clock.moveTo(1_000_000 + 15_000);
  expect(a.keeper.fence()).toBeNull();
  await a.keeper.release();
});

test("a renewal that fails leaves no leader at once, and the gate open", async () => {
  let broken = false;
  const store = makeLeaseStore(pool);
  const failing: LeaseStore = {
    acquire: (owner, ttlMs) => (broken ? Promise.reject(new Error("connection lost")) : store.acquire(owner, ttlMs)),
    release: (fence) => store.release(fence),
  };
  const a = keeperOf(A, failing);
  await a.keeper.renew();
  const fence = a.keeper.fence();
  broken = true;
  await a.keeper.renew();
  expect(a.keeper.fence()).toBeNull();
  expect(a.errors).toEqual([new Error("connection lost")]);
  await expect(a.gate.run("live", async () => "open")).resolves.toBe("open");
  if (fence !== null) await store.release(fence);
});

test("minute boundaries follow the database's clock, carried forward by the monotonic one", async () => {
  const store: LeaseStore = {
    acquire: async () => ({ fence: { owner: A, token: 1n }, expiresAtMs: 0, nowMs: 5_000_000 }),
    release: async () => undefined,
  };
  const a = keeperOf(A, store);
  expect(a.keeper.databaseNowMs()).toBeNull();
  await a.keeper.renew();
  a.clock.moveTo(1_000_000 + 250);
  expect(a.keeper.databaseNowMs()).toBe(5_000_250);
});
