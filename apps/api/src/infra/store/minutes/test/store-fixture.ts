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
  /** A slices stream of a parent that covers nothing; `firstMinute` is its first minute and watermark. */
  addSlices(slices: { parentId: number; sliceKey: string; firstMinute: number }): Promise<number>;
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
      addSlices: (slices) => addSlices(pool, slices),
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
    addSlices: (slices) => get().addSlices(slices),
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

export async function addSlices(
  pool: pg.Pool,
  { parentId, sliceKey, firstMinute }: { parentId: number; sliceKey: string; firstMinute: number },
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO stream (source_id, spec_hash, kind, parent_id, slice_key, query, first_minute, watermark)
     SELECT source_id, 'slices:' || id || ':' || $2, 'slices', id, $2, $2, $3::int, $3::int FROM stream WHERE id = $1 RETURNING id`,
    [parentId, sliceKey, firstMinute],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no stream ${parentId}`);
  return row.id;
}
