// Compares the migrations with the Prisma schema and writes new migrations, without Prisma's native engine.
//   check        exit 1, and print the missing SQL, when the migrations do not lead to the schema
//   new <name>   write a migration with that SQL, to be completed by hand (partitions, CHECKs)
//   sql          print that SQL
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { startThrowawayPostgres } from "../apps/api/test/setup/throwaway-postgres.ts";
import { openSchemaEngine, type SchemaFile } from "./schema-engine.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SCHEMA = join(ROOT, "prisma/schema");
const MIGRATIONS = join(ROOT, "prisma/migrations");
const LOCK_FILE = "migration_lock.toml";

function readSchema(): SchemaFile[] {
  const names = readdirSync(SCHEMA).filter((name) => name.endsWith(".prisma"));
  return names.map((name) => ({ path: join(SCHEMA, name), content: readFileSync(join(SCHEMA, name), "utf8") }));
}

function readMigrations(): MigrationList {
  const folders = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: LOCK_FILE, content: readFileSync(join(MIGRATIONS, LOCK_FILE), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: folders
      .map(({ name }) => name)
      .sort()
      .map((name) => ({ path: name, migrationFile: readMigration(name) })),
  };
}

const readMigration = (name: string): MigrationList["migrationDirectories"][number]["migrationFile"] => ({
  path: "migration.sql",
  content: { tag: "ok", value: readFileSync(join(MIGRATIONS, name, "migration.sql"), "utf8") },
});

/** SQL that leads from the migrations to the schema; null when they agree. */
async function findMissingSql(): Promise<string | null> {
  const server = await startThrowawayPostgres();
  try {
    const files = readSchema();
    const engine = await openSchemaEngine(server.url, files);
    const to = { tag: "schemaDatamodel" as const, files: [...files] };
    const filters = { externalTables: [], externalEnums: [] };
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "migrations", ...readMigrations() },
      to,
      script: true,
      exitCode: true,
      filters,
    });
    return exitCode === 0 ? null : (stdout ?? "");
  } finally {
    await server.stop();
  }
}

function writeMigration(name: string, sql: string): string {
  const timestamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = join(MIGRATIONS, `${timestamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), sql);
  return folder;
}

const [command, name] = process.argv.slice(2);
if (!["check", "sql", "new"].includes(command ?? "") || (command === "new" && !/^[a-z0-9_]+$/.test(name ?? ""))) {
  console.error("usage: tsx scripts/prisma-migrations.ts check | sql | new <name_in_snake_case>");
  process.exit(2);
}
const missing = await findMissingSql();
if (command === "sql") console.log(missing ?? "-- the migrations lead to the schema");
if (command === "new") console.log(missing === null ? "nothing to migrate" : `wrote ${writeMigration(name ?? "", missing)}`);
if (command === "check") {
  console.log(missing === null ? "migrations and schema agree" : `the migrations do not lead to the schema; missing:\n${missing}`);
  process.exitCode = missing === null ? 0 : 1;
}
