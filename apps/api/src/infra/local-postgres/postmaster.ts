import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, runAs } from "./account.ts";
import type { Area } from "./area.ts";
import type { Binaries } from "./binaries.ts";
import { LocalPostgresError } from "./errors.ts";
import { findRunningServer, pidFilePath, readPidFile } from "./pid-file.ts";
import { findStartTime } from "./process-identity.ts";
import { logSize, openServerLog, readSince } from "./server-log.ts";
import { type Settings, toArguments } from "./settings.ts";

const POLL_MS = 5;
const PROGRESS_MS = 5_000;
const FAST_SHUTDOWN_MS = 30_000;

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

export interface ServerContext {
  readonly area: Area;
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly settings: Settings;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts a server and waits until it accepts connections. Null when it gave way to something that passes: another server on the
 * same data, a port that was taken in between, children of a killed server that are not gone yet. Look again then.
 */
export async function launchServer(context: ServerContext): Promise<RunningServer | null> {
  const { area, signal } = context;
  removeForeignPidFile(area.data);
  const offset = logSize(area.serverLog);
  const child = spawnServer(context, await findFreePort());
  try {
    const server = await waitUntilReady(context, () => child.exitCode === null && child.signalCode === null && child.pid);
    if (server !== null) return server;
  } catch (error) {
    await abandon(child);
    throw error;
  }
  signal?.throwIfAborted();
  const output = readSince(area.serverLog, Math.min(offset, logSize(area.serverLog)));
  if (/lock file "postmaster.pid" already exists|could not (bind|create any) |pre-existing shared memory block/.test(output)) return null;
  throw new LocalPostgresError(
    `The embedded Postgres did not start. Its last words (all of them are in ${area.serverLog}):\n${lastLines(output)}`,
  );
}

/**
 * Waits for the server whose pid `findPid` tells; null when it is gone. Reading the pid file does not disturb a server that
 * recovers, unlike attempts to connect; a recovery may take minutes and is waited for.
 */
export async function waitUntilReady(context: ServerContext, findPid: () => number | false | undefined): Promise<RunningServer | null> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    context.signal?.throwIfAborted();
    const pid = findPid();
    if (pid === false || pid === undefined) return null;
    const file = readPidFile(context.area.data);
    // A file left behind says "ready" as well: it must be this server's.
    if (file?.pid === pid && file.ready && file.port !== null) return { pid, port: file.port };
    if (waitedMs % PROGRESS_MS === PROGRESS_MS - POLL_MS)
      context.log("still waiting for the embedded Postgres (it may be recovering after a crash)");
    await sleep(POLL_MS);
  }
}

/** Asks the server to disconnect everybody, write a checkpoint and end. Does not wait; does nothing when it is gone. */
export function requestShutdown({ area, binaries, account }: ServerContext, pid: number): void {
  if (findRunningServer(area.data)?.pid !== pid) return;
  if (process.platform === "win32") spawnSync(binaries.pgCtl, ["stop", "-m", "fast", "-W", "-D", area.data], runAs(account));
  else signalServer(pid, "SIGINT");
}

/** Stops the server and waits until it has written everything. One that does not end in time recovers at its next start. */
export async function shutDown(context: ServerContext, pid: number): Promise<void> {
  requestShutdown(context, pid);
  for (let waitedMs = 0; findRunningServer(context.area.data)?.pid === pid; waitedMs += POLL_MS) {
    if (waitedMs === FAST_SHUTDOWN_MS) {
      context.log("the embedded Postgres does not stop, ending it at once; it will recover at its next start");
      signalServer(pid, "SIGQUIT");
    }
    await sleep(POLL_MS);
  }
}

/** Detached, so that Ctrl-C reaches Solvent only and the server outlives the last queries. */
function spawnServer({ area, binaries, account, settings, log }: ServerContext, port: number): ChildProcess {
  const output = openServerLog(area.serverLog);
  const args = ["-D", area.data, "-p", String(port), ...toArguments(settings)];
  const child = spawn(binaries.postgres, args, { ...runAs(account), stdio: ["ignore", output, output], detached: true, windowsHide: true });
  child.once("error", (error) => log(`the embedded Postgres cannot be run: ${error.message}`));
  child.unref();
  closeSync(output);
  return child;
}

async function abandon(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
}

/** Postgres itself clears up a file whose process is gone. It must not, and does not, when the pid has been used again. */
function removeForeignPidFile(dataDir: string): void {
  const file = readPidFile(dataDir);
  if (file !== null && findStartTime(file.pid) !== null && findRunningServer(dataDir) === null)
    rmSync(pidFilePath(dataDir), { force: true });
}

function signalServer(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function findFreePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? done(address.port) : fail(new Error("no free port"))));
    });
  });
}

const lastLines = (output: string) => output.trim().split("\n").slice(-10).join("\n") || "(nothing)";
