import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type LocalPostgres, type LocalPostgresOptions, startLocalPostgres } from "../../src/infra/local-postgres/local-postgres.ts";
import { findRunningServer } from "../../src/infra/local-postgres/pid-file.ts";

/** Settings of servers whose data are thrown away. */
export const FAST = { fsync: "off" };

/** A data directory per test, which is removed with the servers that `start` started. */
export class DataDirectory {
  path = "";
  logged: string[] = [];
  readonly #started: LocalPostgres[] = [];

  get cluster(): string {
    return join(this.path, "postgres/cluster");
  }

  get data(): string {
    return join(this.cluster, "data");
  }

  async start(options: Partial<LocalPostgresOptions> = {}): Promise<LocalPostgres> {
    const server = await startLocalPostgres({ dataDir: this.path, log: (line) => this.logged.push(line), settings: FAST, ...options });
    this.#started.push(server);
    return server;
  }

  /** The pid of the server that runs on these data, if any. */
  findPid(): number | undefined {
    return findRunningServer(this.data)?.pid;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((server) => server.stop()));
  }
}

/** An empty data directory for each test. */
export function useEmptyDirectory(): DataDirectory {
  const directory = new DataDirectory();
  beforeEach(() => {
    directory.path = makeOpenDirectory();
    directory.logged = [];
  });
  afterEach(async () => {
    await directory.stopAll();
    rmSync(directory.path, { recursive: true, force: true });
  });
  return directory;
}

/** A data directory with an empty database for each test: a copy, because making one takes most of a second. */
export function useDataDirectory(): DataDirectory {
  let original: string;
  beforeAll(async () => {
    original = makeOpenDirectory();
    const server = await startLocalPostgres({ dataDir: original, log: () => undefined, settings: FAST });
    await server.stop();
  });
  afterAll(() => rmSync(original, { recursive: true, force: true }));
  const directory = useEmptyDirectory();
  beforeEach(() => {
    // Keeps the owner of the files, which a copy by Node does not.
    const { status } = spawnSync("cp", ["-a", join(original, "postgres"), directory.path]);
    if (status !== 0) throw new Error("the database could not be copied");
  });
  return directory;
}

/** Runs one query on a connection of its own; the rows' values in one list. */
export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

/** Temporary directories are closed to others, also to the account that the server runs as when this is root. */
export function makeOpenDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), "solvent-local-postgres-"));
  chmodSync(dir, 0o755);
  return dir;
}
