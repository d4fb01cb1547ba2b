import { realpathSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { findServerAccount } from "./account.ts";
import { prepareArea } from "./area.ts";
import { prepareBinaries } from "./binaries.ts";
import { checkMajorVersion, ensureCluster, getPassword, SUPERUSER } from "./cluster.ts";
import { readDataDirectory } from "./data-directory.ts";
import { LocalPostgresError } from "./errors.ts";
import { findRunningServer } from "./pid-file.ts";
import { launchServer, type RunningServer, requestShutdown, type ServerContext, shutDown, waitUntilReady } from "./postmaster.ts";
import { type Settings, serverSettings } from "./settings.ts";
import { joinUsers, type Membership } from "./users.ts";

const RETRY_MS = 50;
const MAX_ATTEMPTS = 600;

export interface LocalPostgresOptions {
  /** Solvent's data directory. The server's files go to its subdirectory `postgres`. */
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
  /** Override settings of the product; `fsync=off` marks a throw-away cluster. Only for tests. */
  readonly settings?: Settings;
  /** Where things go that the server's account could not reach otherwise, when Solvent runs as root. */
  readonly sharedRoot?: string;
}

export interface LocalPostgres {
  /** Connection string of a superuser, with its password: not for logs. */
  readonly url: string;
  /** The directory that holds the database. */
  readonly dataDir: string;
  /** The server ran before: left behind by a process that was killed, or shared with another Solvent. */
  readonly adopted: boolean;
  /** Resolves when the server has stopped, or at once when another Solvent still uses it. Close all connections before. */
  stop(): Promise<void>;
}

/**
 * Starts the Postgres that comes with Solvent, or takes over the one that already runs on these data. Listens on 127.0.0.1 only,
 * behind a random password. Several Solvents may share it; the last one to stop ends it, also on a plain process exit.
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const context = await prepare(options);
  const toUrl = makeUrl(getPassword(context.area));
  const membership = joinUsers(context.area.users);
  try {
    const { server, adopted } = await startOrAdopt(context, membership, toUrl);
    if (adopted) context.log(`using the embedded Postgres that is already running (pid ${server.pid})`);
    return {
      url: toUrl(server.port),
      dataDir: context.area.data,
      adopted,
      stop: makeStop(context, membership, server),
    };
  } catch (error) {
    membership.leave();
    membership.close();
    throw error;
  }
}

async function prepare({
  dataDir,
  log,
  signal,
  settings = {},
  sharedRoot = "/var/lib/solvent",
}: LocalPostgresOptions): Promise<ServerContext> {
  const account = findServerAccount();
  const binaries = prepareBinaries({ account, sharedRoot, log });
  const area = prepareArea({ dataDir, account, sharedRoot, log });
  await ensureCluster({ area, binaries, account, durable: settings.fsync !== "off", signal });
  checkMajorVersion(area, binaries);
  return { area, binaries, account, settings: { ...serverSettings(), ...settings }, log, signal };
}

async function startOrAdopt(
  context: ServerContext,
  membership: Membership,
  toUrl: ToUrl,
): Promise<{ server: RunningServer; adopted: boolean }> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    context.signal?.throwIfAborted();
    if (attempt > 0) await sleep(RETRY_MS);
    if (membership.isServerBeingStopped()) continue;
    const running = findRunningServer(context.area.data);
    const server =
      running === null ? await launchServer(context) : await waitUntilReady(context, () => findRunningServer(context.area.data)?.pid);
    if (server === null) continue;
    if (running === null || (await isOurs(context, server, toUrl(server.port)))) return { server, adopted: running !== null };
  }
  throw new LocalPostgresError(
    `The embedded Postgres on ${context.area.data} neither starts nor stops. Its log is ${context.area.serverLog}.`,
  );
}

/** Whether a running server serves our data behind our password; false when it is about to stop. */
async function isOurs({ area }: ServerContext, { pid, port }: RunningServer, url: string): Promise<boolean> {
  const somebody = `A Postgres server (pid ${pid}, port ${port}) runs on ${area.data}`;
  try {
    if (realpathSync(await readDataDirectory(url)) === realpathSync(area.data)) return true;
  } catch (error) {
    if ((error as { code?: string }).code !== "28P01") return false;
    throw new LocalPostgresError(`${somebody} but refuses the password in ${area.password}. Stop that server or restore the file.`);
  }
  throw new LocalPostgresError(`${somebody} but serves other data. Stop that server.`);
}

function makeStop(context: ServerContext, membership: Membership, { pid }: RunningServer): () => Promise<void> {
  // Without waiting, because nothing can wait here: the server ends by itself after the signal.
  const onExit = () => {
    if (membership.leave()) requestShutdown(context, pid);
    membership.close();
  };
  process.once("exit", onExit);
  const stop = async () => {
    process.off("exit", onExit);
    if (membership.leave()) await shutDown(context, pid);
    membership.close();
  };
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= stop());
}

type ToUrl = (port: number) => string;

const makeUrl =
  (password: string): ToUrl =>
  (port) =>
    `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
