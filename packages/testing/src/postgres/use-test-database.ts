import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, inject } from "vitest";
import type { TestServer } from "./test-server.ts";

export interface TestDatabase {
  /** Connection string of a superuser. Throws outside hooks and tests. */
  readonly url: string;
}

/**
 * A database of its own, migrated and empty, for the tests of the file or `describe` block that calls this; with "test" for each
 * single test. It is dropped afterwards, together with connections that are still open.
 */
export function useTestDatabase(per: "file" | "test" = "file"): TestDatabase {
  let database: { readonly name: string; readonly url: string } | null = null;
  const create = async () => {
    database = await createDatabase(getServer());
  };
  const drop = async () => {
    const created = database;
    database = null;
    if (created !== null) await execute(getServer().adminUrl, `DROP DATABASE ${created.name} WITH (FORCE)`);
  };
  if (per === "file") {
    beforeAll(create);
    afterAll(drop);
  } else {
    beforeEach(create);
    afterEach(drop);
  }
  return {
    get url() {
      if (database === null) throw new Error("the test database exists only within hooks and tests");
      return database.url;
    },
  };
}

function getServer(): TestServer {
  const server: TestServer | undefined = inject("testServer");
  if (server === undefined)
    throw new Error("this vitest project starts no Postgres: its configuration needs apps/api/test/setup/postgres.ts");
  return server;
}

async function createDatabase({ adminUrl, template }: TestServer): Promise<{ name: string; url: string }> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await execute(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
