import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, runAs } from "./account.ts";
import type { Area } from "./area.ts";
import type { Binaries } from "./binaries.ts";
import { LocalPostgresError } from "./errors.ts";
import { findStartTime } from "./process-identity.ts";

export const SUPERUSER = "solvent";

export interface MakeCluster {
  readonly area: Area;
  readonly binaries: Binaries;
  readonly account: Account | null;
  /** False only for throw-away clusters: leaves flushing to disk to the operating system. */
  readonly durable: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes the cluster if there is none. It is built under a private name together with its password and renamed when whole, so a
 * process that dies half-way leaves nothing that looks like a cluster, and of two that start at once one wins.
 */
export async function ensureCluster(options: MakeCluster): Promise<void> {
  const { area, account } = options;
  removeUnfinished(area.root);
  if (existsSync(area.cluster)) return;
  const draft = join(area.root, `${DRAFT}${process.pid}_${findStartTime(process.pid) ?? ""}_${randomUUID()}`);
  try {
    makeDirectory(draft, account === null ? 0o700 : 0o711);
    makeDirectory(join(draft, "data"), 0o700, account);
    const password = randomBytes(24).toString("base64url");
    writeFileSync(join(draft, "password"), password, { mode: 0o600, flush: true });
    await initdb(draft, password, options);
    publish(draft, area.cluster);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The password of the superuser; throws LocalPostgresError when the file is not there. */
export function getPassword(area: Area): string {
  try {
    return readFileSync(area.password, "utf8").trim();
  } catch (cause) {
    throw new LocalPostgresError(
      `The password of the embedded Postgres cannot be read from ${area.password}. Restore that file. ` +
        `To start with an empty database instead, move ${area.cluster} away.`,
      { cause },
    );
  }
}

/** Throws LocalPostgresError when the data were written by another major version of Postgres. */
export function checkMajorVersion(area: Area, binaries: Binaries): void {
  const found = readFileSync(join(area.data, "PG_VERSION"), "utf8").trim();
  if (found === String(binaries.majorVersion)) return;
  throw new LocalPostgresError(
    `The data in ${area.data} were written by Postgres ${found}, this Solvent brings Postgres ${binaries.majorVersion}, which cannot read them. ` +
      `Start the Solvent that wrote them, or dump and restore with the Postgres tools of both versions, or move ${area.cluster} away to start empty.`,
  );
}

const DRAFT = "new_";

function removeUnfinished(root: string): void {
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(DRAFT))) {
    const [, pid, startTime] = name.split("_");
    if (findStartTime(Number(pid)) !== startTime) rmSync(join(root, name), { recursive: true, force: true });
  }
}

async function initdb(draft: string, password: string, { binaries, account, durable, signal }: MakeCluster): Promise<void> {
  const passwordFile = join(draft, "initdb-password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== null) chownSync(passwordFile, account.uid, account.gid);
  const program = [binaries.initdb, "-D", join(draft, "data"), "-U", SUPERUSER, `--pwfile=${passwordFile}`, "-A", "scram-sha-256"];
  const locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"];
  const [command = "", ...args] = [...program, ...locale, ...(durable ? [] : ["--no-sync"])];
  const child = spawn(command, args, { ...runAs(account), stdio: ["ignore", "pipe", "pipe"], signal });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  try {
    const code = await new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
    if (code !== 0) throw new LocalPostgresError(`The database could not be created in ${draft}: ${output.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function publish(draft: string, cluster: string): void {
  try {
    renameSync(draft, cluster);
  } catch (error) {
    // Another Solvent was first: its cluster is as good as ours.
    if (!existsSync(cluster)) throw error;
  }
}

function makeDirectory(dir: string, mode: number, owner: Account | null = null): void {
  mkdirSync(dir);
  chmodSync(dir, mode);
  if (owner !== null) chownSync(dir, owner.uid, owner.gid);
}
