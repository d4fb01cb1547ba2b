import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type Call, makeClient } from "@solvent/api-contract";
import { afterAll, beforeAll, vi } from "vitest";
import { findRunningServer } from "../../src/infra/local-postgres/pid-file.ts";
import { makeOpenDirectory } from "../local-postgres/use-data-directory.ts";
import { type ServerProcess, startServer } from "../process/server-process.ts";

/** What `npm start` runs; `npm test` builds it first. */
const BUNDLE = join(import.meta.dirname, "../../dist/server.js");
const PAGES = join(import.meta.dirname, "../../../web/dist/index.html");

/** One running Solvent, as its users meet it. */
export interface Product {
  readonly url: string;
  /** From the start of the process to its line that it is ready. */
  readonly startedInMs: number;
  readonly process: ServerProcess;
  readonly call: Call;
}

export interface ProductHome {
  /** Starts the built product on this home's data directory, with its own database unless `env` says otherwise. */
  start(env?: Record<string, string>): Promise<Product>;
  /** The pid of the database that runs on the data directory, if any. */
  findDatabasePid(): number | undefined;
}

/** A data directory for the tests of a file, removed at its end with whatever still runs on it. */
export function useProductHome(): ProductHome {
  const running: ServerProcess[] = [];
  let dir = "";
  const findDatabasePid = () => findRunningServer(join(dir, "postgres/cluster/data"))?.pid;
  beforeAll(() => {
    for (const built of [BUNDLE, PAGES]) if (!existsSync(built)) throw new Error(`${built} is not built; run npm run build`);
    dir = makeOpenDirectory();
  });
  afterAll(async () => {
    await stopAll(running);
    const pid = findDatabasePid();
    // Left by a Solvent that was killed and not followed by another. QUIT is Postgres' immediate end.
    if (pid !== undefined) process.kill(pid, "SIGQUIT");
    await vi.waitUntil(() => findDatabasePid() === undefined, { timeout: 10_000, interval: 20 });
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    findDatabasePid,
    async start(env = {}) {
      const startedAt = performance.now();
      const server = startServer({ SOLVENT_PORT: "0", SOLVENT_DATA_DIR: dir, SOLVENT_LOG_LEVEL: "warn", NODE_ENV: "production", ...env }, [
        "--enable-source-maps",
        BUNDLE,
      ]);
      running.push(server);
      const url = await server.ready;
      const call = makeClient({ baseUrl: `${url}/api/v1`, send: fetch });
      return { url, startedInMs: performance.now() - startedAt, process: server, call };
    },
  };
}

async function stopAll(running: ServerProcess[]): Promise<void> {
  for (const { child, ended } of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
  }
}
