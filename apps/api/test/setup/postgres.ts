import { join } from "node:path";
import type { TestServer } from "@solvent/testing/postgres";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../../src/infra/store/migrate.ts";
import { startThrowawayPostgres } from "./throwaway-postgres.ts";

const MIGRATIONS = join(import.meta.dirname, "../../../../prisma/migrations");

/** Vitest calls this once before the tests of a run: one server, and a migrated database that every test database is a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowawayPostgres();
  try {
    project.provide("testServer", await prepareTemplate(server.url));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return () => server.stop();
}

async function prepareTemplate(adminUrl: string): Promise<TestServer> {
  const template = "solvent_template";
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${template}`);
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${template}`;
  await migrate(url.href, MIGRATIONS);
  return { adminUrl, template };
}
