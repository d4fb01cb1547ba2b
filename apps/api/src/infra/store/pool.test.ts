import { useTestDatabase } from "@solvent/testing/postgres";
import { expect, test } from "vitest";
import { makePool } from "./pool.ts";

const database = useTestDatabase();

test("int8 comes as bigint from this pool, and other types as pg parses them", async () => {
  const pool = makePool({ connectionString: database.url, size: 1, applicationName: "pool-test", onError: () => undefined });
  try {
    const { rows } = await pool.query("SELECT 9007199254740993::int8 AS large, 7::int4 AS small, 'x' AS text, NULL::int8 AS nothing");
    expect(rows).toEqual([{ large: 9_007_199_254_740_993n, small: 7, text: "x", nothing: null }]);
  } finally {
    await pool.end();
  }
});

test("connections carry the name of the application and are never more than the size", async () => {
  const pool = makePool({ connectionString: database.url, size: 2, applicationName: "pool-test-named", onError: () => undefined });
  try {
    await Promise.all(Array.from({ length: 6 }, () => pool.query("SELECT 1")));
    const { rows } = await pool.query(
      "SELECT count(*)::int AS connections FROM pg_stat_activity WHERE application_name = 'pool-test-named'",
    );
    expect(rows).toEqual([{ connections: 2 }]);
  } finally {
    await pool.end();
  }
});

test("an idle connection that breaks is reported and replaced", async () => {
  const reported: Error[] = [];
  let notify: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    notify = resolve;
  });
  const onError = (error: Error) => {
    reported.push(error);
    notify();
  };
  const pool = makePool({ connectionString: database.url, size: 2, applicationName: "pool-test-broken", onError });
  const other = makePool({ connectionString: database.url, size: 1, applicationName: "pool-test-killer", onError: () => undefined });
  try {
    await pool.query("SELECT 1");
    await other.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pool-test-broken'");
    await told;
    expect(reported).toHaveLength(1);
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  } finally {
    await pool.end();
    await other.end();
  }
});
