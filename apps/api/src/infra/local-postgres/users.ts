import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { findStartTime } from "./process-identity.ts";

/** One running Solvent that uses the server. */
export interface Membership {
  /** True while another user has decided to stop the server and has not finished. */
  isServerBeingStopped(): boolean;
  /** Gives the server up. True when nobody else uses it: the caller stops it and then calls `close`. */
  leave(): boolean;
  close(): void;
}

/**
 * Who uses a server, as one file per user: the last one out stops it, whoever started it. Files of processes that were killed
 * do not count, which is why each carries pid and start time.
 *
 * There is no lock. A newcomer first announces itself (`.use`) and then looks for somebody who stops; a leaver first announces
 * that it stops (`.stop`) and then looks for users. Whatever the order, at least one of the two sees the other.
 */
export function joinUsers(dir: string): Membership {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  removeDead(dir);
  const self = `${process.pid}_${findStartTime(process.pid) ?? ""}_${randomUUID()}`;
  const [using, stopping] = [join(dir, `${self}.use`), join(dir, `${self}.stop`)];
  writeFileSync(using, "", { mode: 0o600 });
  const others = (suffix: string) => readdirSync(dir).some((file) => file.endsWith(suffix) && !file.startsWith(self) && isAlive(file));
  const close = () => {
    rmSync(using, { force: true });
    rmSync(stopping, { force: true });
  };
  return {
    isServerBeingStopped: () => others(".stop"),
    leave() {
      renameSync(using, stopping);
      const isLast = !others(".use");
      if (!isLast) close();
      return isLast;
    },
    close,
  };
}

function removeDead(dir: string): void {
  for (const file of readdirSync(dir)) if (!isAlive(file)) rmSync(join(dir, file), { force: true });
}

function isAlive(file: string): boolean {
  const [pid, startTime] = file.split("_");
  return findStartTime(Number(pid)) === startTime;
}
