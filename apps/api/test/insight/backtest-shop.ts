import { randomUUID } from "node:crypto";
import { isoOfMinute, type Minute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll } from "vitest";
import { makeLeaseStore } from "../../src/infra/store/lease/lease-store.ts";
import { makeMinuteStore } from "../../src/infra/store/minutes/minute-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { type Answer, makeTestApp, type TestApp } from "../support/test-app.ts";

/** Midnight, UTC. */
export const START: Minute = 29_520_000;
export const iso = isoOfMinute;

/** 100 events a minute from START on, of which so many fail; null: missing. */
export type ShopMinutes = readonly (number | null)[];

/** `minutes` good minutes with stretches in which all events fail, as [first minute, minutes]. */
export function withOutages(minutes: number, outages: readonly (readonly [number, number])[] = []): (number | null)[] {
  const bad = new Array<number | null>(minutes).fill(0);
  for (const [from, length] of outages) bad.fill(100, from, from + length);
  return bad;
}

export interface Shop {
  readonly api: TestApp;
  /** The only objective from now on is one named checkout, whose stream holds these minutes. */
  define(fields: object, minutes: ShopMinutes): Promise<void>;
  ask(path: string, body: object): Promise<Answer>;
}

async function storeMinutes(url: string, minutes: ShopMinutes): Promise<void> {
  await query(url, "UPDATE stream SET first_minute = $1, watermark = $1", [START]);
  await query(url, "DELETE FROM lease");
  const [stream] = await query<{ id: number }>(url, "SELECT id FROM stream WHERE kind = 'measured'");
  const pool = makePool({ connectionString: url, size: 2, applicationName: "insight-test", onError: () => undefined });
  try {
    const grant = await makeLeaseStore(pool).acquire(randomUUID(), 60_000);
    if (grant === null || stream === undefined) throw new Error("the database has a stream and a free lease");
    const block = {
      from: START,
      good: minutes.map((bad) => (bad === null ? 0 : (100 - bad) * 1000)),
      total: minutes.map((bad) => (bad === null ? 0 : 100_000)),
      missing: minutes.map((bad) => (bad === null ? ("no-sample" as const) : null)),
    };
    await makeMinuteStore(pool).inFence(grant.fence, (tx) => tx.writeMinutes([{ streamId: stream.id, block }]));
  } finally {
    await pool.end();
  }
}

/** A service on a database of its own. */
export function useShop(): Shop {
  const database = useTestDatabase();
  let api: TestApp | null = null;
  const get = (): TestApp => {
    if (api === null) throw new Error("the service exists only within hooks and tests");
    return api;
  };
  const define: Shop["define"] = async (fields, minutes) => {
    await removeEverything(database.url);
    await query(database.url, "TRUNCATE adjustment_version, stream_hour, stream_anchor");
    await get().call("POST", "/sources", { body: SOURCE });
    const answer = await get().call("POST", "/objectives", { body: objective(fields) });
    if (answer.status !== 201) throw new Error(answer.text);
    await storeMinutes(database.url, minutes);
  };
  beforeAll(async () => {
    api = await makeTestApp(database);
    // The first definition waits for the thread that reads definitions, longer than a test should.
    await define({}, [0]);
  });
  afterAll(() => api?.close());
  return {
    get api() {
      return get();
    },
    define,
    ask: (path, body) => get().call("POST", `/objectives/checkout/${path}`, { body }),
  };
}
