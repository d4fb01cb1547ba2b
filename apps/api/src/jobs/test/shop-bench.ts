import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import { type FakeMinute, type FakeSource, makeFakeSource } from "./fake-source.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addRoute, addSource, addStream, addTarget } from "./seed.ts";

export const FINE: FakeMinute = { good: 100, total: 100 };
export const DEAD: FakeMinute = { good: 0, total: 100 };

export let pool: pg.Pool;
export let source: FakeSource;
export let bench: JobBench;
export let sourceId: string;
export let streamId: number;

/** Anew, with a source that differs in this. */
export function startBench(change: Partial<FakeSource["handle"]> = {}): void {
  bench = makeJobBench(pool, { get: async () => ({ ok: true, value: { ...source.handle, ...change } }) });
}

/**
 * One stream, "shop", of a source that the test plays, and somebody who is told about everything; all that is exported here is made anew before
 * each test of the file. After it nothing unexpected may have happened.
 */
export function useShopBench(): void {
  const database = useTestDatabase("test");
  beforeEach(async () => {
    pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
    source = makeFakeSource();
    sourceId = await addSource(pool, "prom");
    streamId = await addStream(pool, { sourceId, query: "shop", firstMinute: START });
    await addRoute(pool, { scope: "all", targets: [{ id: await addTarget(pool, "oncall"), severities: ["page", "ticket"] }] });
    startBench();
  });
  afterEach(async () => {
    expect(bench.errors).toEqual([]);
    await pool.end();
  });
}
