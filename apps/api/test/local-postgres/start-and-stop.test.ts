import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { pidFilePath } from "../../src/infra/local-postgres/pid-file.ts";
import { query, useEmptyDirectory } from "./use-data-directory.ts";

const directory = useEmptyDirectory();

function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = password;
  return changed.href;
}

describe("startLocalPostgres", () => {
  it("serves a new database, keeps it over a restart, and leaves no server behind", async () => {
    const first = await directory.start();
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS n");
    await first.stop();
    expect(existsSync(pidFilePath(directory.data))).toBe(false);
    const second = await directory.start();
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([42]);
    expect([first.adopted, second.adopted]).toEqual([false, false]);
  });

  it("listens on the loopback address only, behind a password that only Solvent can read", async () => {
    const { url } = await directory.start();
    const settings = await query(url, "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')");
    expect(settings).toEqual(["127.0.0.1", ""]);
    await expect(query(withPassword(url, "guess"), "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    const password = join(directory.cluster, "password");
    expect(statSync(password).mode & 0o777).toBe(0o600);
    expect(existsSync(join(directory.cluster, "initdb-password"))).toBe(false);
    expect(directory.logged.join()).not.toContain(readFileSync(password, "utf8"));
  });

  it("makes one database when four start on an empty directory at the same time", async () => {
    const servers = await Promise.all(Array.from({ length: 4 }, () => directory.start()));
    expect(new Set(servers.map(({ url }) => url)).size).toBe(1);
    expect(servers.filter(({ adopted }) => !adopted)).toHaveLength(1);
  });

  it("stop may be called twice", async () => {
    const server = await directory.start();
    await Promise.all([server.stop(), server.stop()]);
    expect(directory.findPid()).toBeUndefined();
  });

  it("removes what a Solvent that was killed while it made the database left behind", async () => {
    const left = join(directory.path, "postgres/new_4194304_1_x");
    mkdirSync(left, { recursive: true });
    await directory.start();
    expect(existsSync(left)).toBe(false);
  });

  it("does nothing when it is given up before it begins", async () => {
    await expect(directory.start({ signal: AbortSignal.abort(new Error("stopped by the user")) })).rejects.toThrow();
    expect(existsSync(directory.cluster)).toBe(false);
  });

  it("leaves nothing running when it is given up on the way", async () => {
    const stop = new AbortController();
    const starting = directory.start({ signal: stop.signal }).catch((error: unknown) => error);
    await vi.waitUntil(() => existsSync(pidFilePath(directory.data)), { timeout: 10_000, interval: 1 });
    stop.abort(new Error("stopped by the user"));
    const outcome = await starting;
    // The signal may come when the server is ready already: then it is a server like any other.
    if (outcome instanceof Error) expect(outcome.message).toBe("stopped by the user");
    await directory.stopAll();
    expect(directory.findPid()).toBeUndefined();
  });
});
