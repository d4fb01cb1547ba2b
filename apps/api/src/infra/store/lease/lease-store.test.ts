import { randomUUID } from "node:crypto";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../pool.ts";
import { makeLeaseStore } from "./lease-store.ts";

const TTL_MS = 60_000;
const database = useTestDatabase("test");
const [me, other] = [randomUUID(), randomUUID()];
let pool: pg.Pool;

beforeEach(() => {
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "lease-test", onError: () => undefined });
});
afterEach(() => pool.end());

const expire = () => pool.query("UPDATE lease SET expires_at = clock_timestamp() - interval '1 second'");

test("a free lease is taken with token 1 until the database's clock plus the TTL", async () => {
  const grant = await makeLeaseStore(pool).acquire(me, TTL_MS);
  const { rows } = await pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  expect(grant?.fence).toEqual({ owner: me, token: 1n });
  const remaining = (grant?.expiresAtMs ?? 0) - (grant?.nowMs ?? 0);
  expect(remaining).toBeGreaterThan(TTL_MS / 2);
  expect(remaining).toBeLessThanOrEqual(TTL_MS + 1);
  expect(Math.abs((rows[0]?.now.getTime() ?? 0) - (grant?.nowMs ?? 0))).toBeLessThan(TTL_MS);
});

test("renewing in time keeps the token and moves the expiry", async () => {
  const lease = makeLeaseStore(pool);
  const first = await lease.acquire(me, TTL_MS);
  const second = await lease.acquire(me, 2 * TTL_MS);
  expect(second?.fence).toEqual(first?.fence);
  expect(second?.expiresAtMs).toBeGreaterThan(first?.expiresAtMs ?? 0);
});

test("nobody else gets a lease that is held", async () => {
  const lease = makeLeaseStore(pool);
  await lease.acquire(me, TTL_MS);
  expect(await lease.acquire(other, TTL_MS)).toBeNull();
});

test("an expired lease goes to another owner with the next token", async () => {
  const lease = makeLeaseStore(pool);
  await lease.acquire(me, TTL_MS);
  await expire();
  expect((await lease.acquire(other, TTL_MS))?.fence).toEqual({ owner: other, token: 2n });
  expect(await lease.acquire(me, TTL_MS)).toBeNull();
});

test("renewing too late gives the same owner a new token", async () => {
  const lease = makeLeaseStore(pool);
  await lease.acquire(me, TTL_MS);
  await expire();
  expect((await lease.acquire(me, TTL_MS))?.fence).toEqual({ owner: me, token: 2n });
});

test("a released lease is free at once and its token is not used again", async () => {
  const lease = makeLeaseStore(pool);
  const grant = await lease.acquire(me, TTL_MS);
  if (grant === null) throw new Error("the lease was free");
  await lease.release(grant.fence);
  expect((await lease.acquire(other, TTL_MS))?.fence).toEqual({ owner: other, token: 2n });
});

test("releasing with an old fence does not take the lease from its new holder", async () => {
  const lease = makeLeaseStore(pool);
  const old = await lease.acquire(me, TTL_MS);
  await expire();
  await lease.acquire(other, TTL_MS);
  if (old !== null) await lease.release(old.fence);
  expect(await lease.acquire(me, TTL_MS)).toBeNull();
});

test("of many owners that try at once exactly one gets the lease", async () => {
  const lease = makeLeaseStore(pool);
  const grants = await Promise.all(Array.from({ length: 12 }, () => lease.acquire(randomUUID(), TTL_MS)));
  expect(grants.filter((grant) => grant !== null)).toHaveLength(1);
});
