import type pg from "pg";
import { readMigrationFiles } from "./migration-files.ts";

/** Rejects when the database cannot be reached, or lacks a migration of this Solvent. */
export const makeCheckReady =
  (pool: pg.Pool, migrationsDir: string): (() => Promise<void>) =>
  async () => {
    const files = await readMigrationFiles(migrationsDir);
    const names = files.map(({ name }) => name);
    const { rows } = await pool.query<{ missing: string }>(
      `SELECT name AS missing FROM unnest($1::text[]) AS name
        WHERE NOT EXISTS (SELECT FROM _prisma_migrations m WHERE m.migration_name = name AND m.finished_at IS NOT NULL AND m.rolled_back_at IS NULL)`,
      [names],
    );
    if (rows.length > 0) throw new Error(`migrations are missing: ${rows.map(({ missing }) => missing).join(", ")}`);
  };
