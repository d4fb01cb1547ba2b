import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useTestDatabase } from "@solvent/testing/postgres";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MigrationError, migrate } from "./migrate.ts";

const FIRST = "20300101000000_first";
const SECOND = "20300102000000_second";
const REAL_MIGRATIONS = join(import.meta.dirname, "../../../../../prisma/migrations");

/** The template is migrated with the product's migrations: these tests begin with a database that has no history. */
const database = useTestDatabase("test");
let dir: string;
let client: pg.Client;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "solvent-migrations-"));
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});

afterEach(async () => {
  await client.end();
  rmSync(dir, { recursive: true });
});

function write(name: string, sql: string): void {
  mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, name, "migration.sql"), sql);
}

const history = async () =>
  (
    await client.query(
      "SELECT migration_name, finished_at >= started_at AS finished, applied_steps_count FROM _prisma_migrations ORDER BY 1",
    )
  ).rows;

const tables = async () =>
  (await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).rows.map(
    ({ name }) => name,
  );

describe("migrate", () => {
  it("applies the migrations in the order of their names and records them in Prisma's table", async () => {
    write(SECOND, "ALTER TABLE a ADD COLUMN n int");
    write(FIRST, "CREATE TABLE a (id int); INSERT INTO a VALUES (1)");
    expect(await migrate(database.url, dir)).toEqual([FIRST, SECOND]);
    expect(await history()).toEqual([
      { migration_name: FIRST, finished: true, applied_steps_count: 1 },
      { migration_name: SECOND, finished: true, applied_steps_count: 1 },
    ]);
  });

  it("brings an empty database to the schema of the product", async () => {
    expect(await migrate(database.url, REAL_MIGRATIONS)).toContain("20261123000000_init");
    expect(await tables()).toEqual(expect.arrayContaining(["objective", "stream", "stream_anchor", "stream_hour"]));
  });

  it("applies nothing the second time", async () => {
    write(FIRST, "CREATE TABLE a (id int)");
    await migrate(database.url, dir);
    expect(await migrate(database.url, dir)).toEqual([]);
  });

  it("applies each migration once when eight start at the same time", async () => {
    write(FIRST, "CREATE TABLE a (id int)");
    write(SECOND, "CREATE TABLE b (id int)");
    const applied = await Promise.all(Array.from({ length: 8 }, () => migrate(database.url, dir)));
    expect(applied.flat().sort()).toEqual([FIRST, SECOND]);
    expect(await tables()).toEqual(["_prisma_migrations", "a", "b"]);
  });

  it("undoes a migration that fails, keeps those before it and names it", async () => {
    write(FIRST, "CREATE TABLE a (id int)");
    write(SECOND, "CREATE TABLE b (id int); INSERT INTO nowhere VALUES (1)");
    await expect(migrate(database.url, dir)).rejects.toThrow(
      new MigrationError(`migration ${SECOND} failed and was undone: relation "nowhere" does not exist`),
    );
    expect(await tables()).toEqual(["_prisma_migrations", "a"]);
    expect(await history()).toHaveLength(1);
  });

  it("refuses a migration that was edited after it was applied", async () => {
    write(FIRST, "CREATE TABLE a (id int)");
    await migrate(database.url, dir);
    write(FIRST, "CREATE TABLE a (id bigint)");
    await expect(migrate(database.url, dir)).rejects.toThrow(`migration ${FIRST} was edited after it was applied`);
  });

  it("refuses a database that a newer Solvent has migrated", async () => {
    write(FIRST, "CREATE TABLE a (id int)");
    write(SECOND, "CREATE TABLE b (id int)");
    await migrate(database.url, dir);
    rmSync(join(dir, SECOND), { recursive: true });
    await expect(migrate(database.url, dir)).rejects.toThrow(`the database is newer than this Solvent: it has the migrations ${SECOND}`);
  });

  it("refuses to go on after a migration that the Prisma CLI left unfinished", async () => {
    write(FIRST, "CREATE TABLE a (id int)");
    await migrate(database.url, dir);
    await client.query("UPDATE _prisma_migrations SET finished_at = NULL");
    await expect(migrate(database.url, dir)).rejects.toThrow(`prisma migrate resolve --rolled-back ${FIRST}`);
  });

  it("applies a migration again that the Prisma CLI has marked as rolled back", async () => {
    write(FIRST, "CREATE TABLE IF NOT EXISTS a (id int)");
    await migrate(database.url, dir);
    await client.query("UPDATE _prisma_migrations SET rolled_back_at = now()");
    expect(await migrate(database.url, dir)).toEqual([FIRST]);
  });

  it("gives up on a table that stays locked and succeeds once it is free", async () => {
    write(FIRST, "CREATE TABLE a (id int)");
    await migrate(database.url, dir);
    write(SECOND, "ALTER TABLE a ADD COLUMN n int");
    await client.query("BEGIN; LOCK TABLE a IN ACCESS SHARE MODE");
    const patience = { timeoutMs: 20, attempts: 3, pauseMs: 1 };
    await expect(migrate(database.url, dir, patience)).rejects.toThrow(
      `migration ${SECOND} failed and was undone: canceling statement due to lock timeout`,
    );
    const patient = migrate(database.url, dir, { ...patience, attempts: 1_000 });
    await client.query("COMMIT");
    expect(await patient).toEqual([SECOND]);
  });

  it("refuses a directory without migrations", async () => {
    await expect(migrate(database.url, dir)).rejects.toThrow("there are no migrations in");
  });
});
