import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type Account, runAs } from "./account.ts";
import { LocalPostgresError } from "./errors.ts";

/** Where everything of one embedded server lives. */
export interface Area {
  readonly root: string;
  /** Holds `data` and `password`. It appears whole or not at all, see cluster.ts. */
  readonly cluster: string;
  /** Postgres' own data directory. */
  readonly data: string;
  /** The superuser's password, readable by Solvent only. */
  readonly password: string;
  readonly users: string;
  readonly serverLog: string;
}

export interface PrepareArea {
  /** Solvent's data directory. */
  readonly dataDir: string;
  readonly account: Account | null;
  readonly sharedRoot: string;
  readonly log: (line: string) => void;
}

/**
 * Makes `<dataDir>/postgres`. When the server's account cannot enter it (root's home is closed to others), the area lies in
 * `sharedRoot` instead, under a name that belongs to `dataDir`. An area that exists there stays in use.
 */
export function prepareArea({ dataDir, account, sharedRoot, log }: PrepareArea): Area {
  makeWithParents(dataDir);
  const wanted = toArea(join(realpathSync(dataDir), "postgres"));
  if (account === null) {
    makeDirectory(wanted.root, 0o700);
    return wanted;
  }
  const moved = toArea(join(sharedRoot, `data-${createHash("sha256").update(wanted.root).digest("hex").slice(0, 12)}`));
  if (!existsSync(moved.cluster)) {
    makeDirectory(wanted.root, 0o711);
    if (canEnter(wanted.root, account)) return wanted;
    if (existsSync(wanted.cluster)) {
      throw new LocalPostgresError(
        `The database is in ${wanted.root}, which the account ${account.name} can no longer enter. Postgres must not run as root: ` +
          `let others pass through its parent directories (chmod o+x).`,
      );
    }
    makeDirectory(sharedRoot, 0o755);
    makeDirectory(moved.root, 0o711);
  }
  log(`Postgres must not run as root and the account ${account.name} cannot enter ${wanted.root}: the database is in ${moved.root}`);
  return moved;
}

function toArea(root: string): Area {
  const cluster = join(root, "cluster");
  return {
    root,
    cluster,
    data: join(cluster, "data"),
    password: join(cluster, "password"),
    users: join(root, "users"),
    serverLog: join(root, "server.log"),
  };
}

/** Parents get the default mode: a recursive mkdir with a mode would close them too. */
function makeDirectory(dir: string, mode: number): void {
  makeWithParents(dir);
  try {
    chmodSync(dir, mode);
  } catch (cause) {
    throw new LocalPostgresError(`${dir} belongs to somebody else. Start Solvent as its owner, or with another SOLVENT_DATA_DIR.`, {
      cause,
    });
  }
}

function makeWithParents(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (cause) {
    throw new LocalPostgresError(`${dir} cannot be made (${(cause as Error).message}). Start Solvent with another SOLVENT_DATA_DIR.`, {
      cause,
    });
  }
}

const canEnter = (dir: string, account: Account) => spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", dir], runAs(account)).status === 0;
