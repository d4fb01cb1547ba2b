import { randomUUID } from "node:crypto";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, beforeAll } from "vitest";
import type { Fence } from "../../../../usecases/minutes/minute-store.ts";
import { makeLeaseStore } from "../../lease/lease-store.ts";
import { makePool } from "../../pool.ts";
import { type MinuteStore, makeMinuteStore } from "../minute-store.ts";

const HOUR_MS = 3_600_000;

export interface StoreFixture {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly store: MinuteStore;
  /** Held for the whole file. */
  readonly fence: Fence;
  /** New streams that cover nothing; `firstMinute` is their first minute and watermark. */
  addStreams(count: number, firstMinute: number): Promise<number[]>;
}

/** A database of its own with the minute store under test, for the file or `describe` block that calls this. */
export function useMinuteStore(): StoreFixture {
  const database = useTestDatabase();
  let current: StoreFixture | null = null;
  beforeAll(async () => {
    const pool = makePool({ connectionString: database.url, size: 8, applicationName: "minutes-test", onError: () => undefined });
    const grant = await makeLeaseStore(pool).acquire(randomUUID(), HOUR_MS);
    if (grant === null) throw new Error("a new database has no lease");
    current = {
      url: database.url,
      pool,
      store: makeMinuteStore(pool),
      fence: grant.fence,
      addStreams: (count, firstMinute) => addStreams(pool, count, firstMinute),
    };
  });
  afterAll(() => current?.pool.end());
  const get = () => {
    if (current === null) throw new Error("the store exists only within hooks and tests");
    return current;
  };
  return {
    get url() {
      return get().url;
    },
    get pool() {
      return get().pool;
    },
    get store() {
      return get().store;
    },
    get fence() {
      return get().fence;
    },
    addStreams: (count, firstMinute) => get().addStreams(count, firstMinute),
  };
}

export async function addStreams(pool: pg.Pool, count: number, firstMinute: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `WITH s AS (INSERT INTO source (name, kind, connection) VALUES ($1, 'prometheus', '{}') RETURNING id)
     INSERT INTO stream (source_id, spec_hash, query, first_minute, watermark)
     SELECT s.id, 'hash ' || n, 'up', $2::int, $2::int FROM s, generate_series(1, $3::int) AS n RETURNING id`,
    [`source ${randomUUID()}`, firstMinute, count],
  );
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}
