import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { useTestDatabase } from "@solvent/testing/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../src/infra/store/migrate.ts";
import { bundleChild, startChild } from "./child-process.ts";

const MIGRATIONS = fileURLToPath(new URL("../../../../prisma/migrations", import.meta.url));
const KILLS = 6;
const database = useTestDatabase();
let child = "";
beforeAll(async () => {
  child = await bundleChild("migrate-child");
});
afterAll(() => rmSync(child, { force: true }));

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const SHAPE = `
  SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
  WHERE table_schema = 'public' ORDER BY table_name, column_name`;
const shapeOf = (url: string) => withClient(url, async (client) => (await client.query(SHAPE)).rows);

test(`a migration that is killed ${KILLS} times at different moments leaves a database that the next start brings up whole`, async () => {
  const name = `killed_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  await withClient(database.url, (client) => client.query(`CREATE DATABASE ${name}`));
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = startChild(child, [url.href, MIGRATIONS]);
      await victim.said("migrating");
      await sleep(kill * 12);
      await victim.kill();
    }
    await migrate(url.href, MIGRATIONS);
    expect(await migrate(url.href, MIGRATIONS)).toEqual([]);
    expect(await shapeOf(url.href)).toEqual(await shapeOf(database.url));
  } finally {
    await withClient(database.url, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
}, 60_000);
