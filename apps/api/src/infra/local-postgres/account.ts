import { readFileSync } from "node:fs";
import process from "node:process";
import { LocalPostgresError, OUTSIDE_DATABASE_HINT } from "./errors.ts";

/** The operating system account that the server runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Postgres refuses to run as root, so root hands it to an account without rights. The account must be in the password file
 * (initdb looks its name up). Returns null when this process is not root, or on Windows: then nothing has to be handed over.
 */
export function findServerAccount(passwd: () => string = () => readFileSync("/etc/passwd", "utf8")): Account | null {
  if (process.getuid?.() !== 0) return null;
  const entries = passwd().split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = entries.find((entry) => entry.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new LocalPostgresError(
    `Solvent runs as root, Postgres must not, and there is neither a "postgres" nor a "nobody" account to run it as. ${OUTSIDE_DATABASE_HINT}`,
  );
}

/** The part of the spawn options that makes a program run as the account, from a directory that everybody may enter. */
export function runAs(account: Account | null): { readonly uid?: number; readonly gid?: number; readonly cwd?: string } {
  return account === null ? {} : { uid: account.uid, gid: account.gid, cwd: "/" };
}
