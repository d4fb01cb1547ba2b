import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalPostgres } from "../../src/infra/local-postgres/local-postgres.ts";

export interface ThrowawayPostgres {
  /** Connection string of the superuser and the database `postgres`. */
  readonly url: string;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
}

/** The product's own server on an empty directory. It loses everything in a crash of the machine, and is faster for that. */
export async function startThrowawayPostgres(): Promise<ThrowawayPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), "solvent-postgres-"));
  // A temporary directory is closed to others, also to the account that the server runs as when this is root.
  chmodSync(dataDir, 0o755);
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  try {
    const server = await startLocalPostgres({ dataDir, log: () => undefined, settings: THROWAWAY });
    return {
      url: server.url,
      async stop() {
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

const THROWAWAY = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  shared_buffers: "128MB",
  max_connections: "200",
  autovacuum: "off",
};
