import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isDatabaseUnavailable } from "./database-trouble.ts";

/** Why the database cannot be used, in words for the person who started Solvent. It never holds the password. */
export class DatabaseStartError extends Error {
  override readonly name = "DatabaseStartError";
}

const LEAST_MAJOR_VERSION = 14;
const PAUSE_MS = 500;

export interface ServerCheck {
  readonly connectionString: string;
  /** How long a server that does not answer yet is waited for. */
  readonly patienceMs: number;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

interface Facts {
  readonly version: number;
  readonly mayCreate: boolean;
  readonly schema: string | null;
}

async function readFacts(connectionString: string): Promise<Facts> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, application_name: "solvent-start" });
  // The query under way rejects as well; without a listener the process would end.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Facts>(
      `SELECT current_setting('server_version_num')::int AS version, current_schema() AS schema,
              coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS "mayCreate"`,
    );
    const [facts] = rows;
    if (facts === undefined) throw new DatabaseStartError("the database gave no answer");
    return facts;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Host, port and database of a connection string, without user and password. */
export function toShownDatabase(connectionString: string): string {
  const { host, pathname } = new URL(connectionString);
  return `${host}${pathname}`;
}

const WORDS: Readonly<Record<string, string>> = {
  "28P01": "it refuses the user name or password",
  "28000": "it refuses this user",
  "3D000": "there is no such database; create it first",
  ENOTFOUND: "there is no such host",
};

function toStartError(connectionString: string, error: unknown): DatabaseStartError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words = WORDS[code] ?? (code === "" ? "it does not answer" : `it cannot be reached (${code})`);
  return new DatabaseStartError(`The database at ${toShownDatabase(connectionString)} cannot be used: ${words}.`);
}

async function waitForFacts({ connectionString, patienceMs, log, signal }: ServerCheck): Promise<Facts> {
  const deadline = performance.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await readFacts(connectionString);
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() >= deadline) throw toStartError(connectionString, error);
      if (attempt === 1) log(`waiting for the database at ${toShownDatabase(connectionString)}`);
      await sleep(PAUSE_MS);
    }
  }
}

/** Makes sure that Solvent can work with a server; throws DatabaseStartError with the reason. */
export async function checkServer(options: ServerCheck): Promise<void> {
  const { version, mayCreate, schema } = await waitForFacts(options);
  const shown = toShownDatabase(options.connectionString);
  const major = Math.floor(version / 10_000);
  if (major < LEAST_MAJOR_VERSION) {
    throw new DatabaseStartError(`The database at ${shown} is Postgres ${major}. Solvent needs version ${LEAST_MAJOR_VERSION} or newer.`);
  }
  if (!mayCreate) {
    const where = schema === null ? "has no schema that this user can see" : `does not let this user create tables in the schema ${schema}`;
    throw new DatabaseStartError(`The database at ${shown} ${where}. Grant CREATE on it: Solvent makes its own tables.`);
  }
}
