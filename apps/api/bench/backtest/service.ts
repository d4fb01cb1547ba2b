import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { startLocalPostgres } from "../../src/infra/local-postgres/local-postgres.ts";
import { makeLeaseStore } from "../../src/infra/store/lease/lease-store.ts";
import { makeMinuteStore } from "../../src/infra/store/minutes/minute-store.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import type { MinuteWriter } from "../../src/usecases/minutes/minute-store.ts";
import { makeTestApp, type TestApp } from "../../test/support/test-app.ts";

const DAY_MS = 86_400_000;

/** The whole service on the product's own Postgres, which was started just now: its buffers hold nothing. */
export interface BenchService {
  readonly url: string;
  readonly app: TestApp;
  stop(): Promise<void>;
}

export async function startService(directory: string, log: (line: string) => void): Promise<BenchService> {
  const server = await startLocalPostgres({ dataDir: directory, sharedRoot: join(directory, "shared"), log });
  try {
    const app = await makeTestApp({ url: server.url }, { retentionDays: 762 });
    const stop = async () => {
      await app.close();
      await server.stop();
    };
    return { url: server.url, app, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Runs `work` with a pool, and as the one writer of minutes. */
export async function withWriter<T>(
  url: string,
  work: (writer: {
    readonly pool: ReturnType<typeof makePool>;
    readonly write: (run: Parameters<MinuteWriter["inFence"]>[1]) => Promise<unknown>;
  }) => Promise<T>,
): Promise<T> {
  const pool = makePool({ connectionString: url, size: 3, applicationName: "solvent-bench", onError: () => undefined });
  try {
    await pool.query("DELETE FROM lease");
    const grant = await makeLeaseStore(pool).acquire(randomUUID(), DAY_MS);
    if (grant === null) throw new Error("the lease of the benchmark's own database is taken");
    const store = makeMinuteStore(pool);
    return await work({ pool, write: (run) => store.inFence(grant.fence, run) });
  } finally {
    await pool.end();
  }
}
