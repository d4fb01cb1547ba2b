import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { useTestDatabase } from "@solvent/testing/postgres";
import pg from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { migrate } from "../../src/infra/store/migrate.ts";

const REPOSITORY = join(import.meta.dirname, "../../../..");
const NAME = "20300101000000_slow";

const database = useTestDatabase();
let dir: string;
let client: pg.Client;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "solvent-migrations-"));
  mkdirSync(join(dir, NAME));
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
});

afterEach(async () => {
  await client.end();
  rmSync(dir, { recursive: true });
});

async function isSleeping(): Promise<boolean> {
  const { rows } = await client.query("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'");
  return rows.length > 0;
}

it("a migrating process that is killed leaves nothing of the migration it was in, and the next one applies it whole", async () => {
  writeFileSync(join(dir, NAME, "migration.sql"), "CREATE TABLE a (id int); SELECT pg_sleep(1); CREATE TABLE b (id int)");
  const program = join(import.meta.dirname, "migrate-process.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, database.url, dir], { cwd: REPOSITORY, stdio: "ignore" });
  const ended = once(child, "exit");
  await vi.waitUntil(isSleeping, { timeout: 15_000, interval: 20 });
  child.kill("SIGKILL");
  await ended;
  const { rows } = await client.query("SELECT to_regclass('a') AS a, to_regclass('b') AS b, to_regclass('_prisma_migrations') AS history");
  expect(rows).toEqual([{ a: null, b: null, history: null }]);
  expect(await migrate(database.url, dir)).toEqual([NAME]);
  await expect(client.query("SELECT FROM a, b")).resolves.toBeDefined();
});
