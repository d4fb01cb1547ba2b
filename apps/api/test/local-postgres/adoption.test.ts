import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, it, vi } from "vitest";
import { pidFilePath } from "../../src/infra/local-postgres/pid-file.ts";
import { startSolventProcess } from "./solvent-process.ts";
import { makeOpenDirectory, query, useDataDirectory } from "./use-data-directory.ts";

const directory = useDataDirectory();

describe("startLocalPostgres", () => {
  it("takes over the server of a Solvent that was killed, with what it had committed", async () => {
    const killed = await startSolventProcess(directory.path, "wait");
    await query(killed.url, "CREATE TABLE kept AS SELECT 42 AS n");
    const pid = directory.findPid();
    await killed.kill();
    const server = await directory.start();
    expect(server).toMatchObject({ adopted: true, url: killed.url });
    expect(directory.findPid()).toBe(pid);
    expect(await query(server.url, "SELECT n FROM kept")).toEqual([42]);
    await server.stop();
    expect(directory.findPid()).toBeUndefined();
  });

  it("survives the interrupt that a terminal sends to the whole process group", async () => {
    const solvent = await startSolventProcess(directory.path, "wait");
    expect(await solvent.interrupt()).toBe("interrupted");
    expect(await query(solvent.url, "SELECT 1")).toEqual([1]);
    await solvent.kill();
    expect((await directory.start()).adopted).toBe(true);
  });

  it("ends the server when its Solvent exits without stopping it", async () => {
    await startSolventProcess(directory.path, "exit");
    await vi.waitUntil(() => !existsSync(pidFilePath(directory.data)), { timeout: 10_000, interval: 10 });
  });

  it("leaves the server to another Solvent that still uses it, whoever started it", async () => {
    const first = await directory.start();
    const second = await directory.start();
    expect(second).toMatchObject({ adopted: true, url: first.url });
    await first.stop();
    expect(await query(second.url, "SELECT 1")).toEqual([1]);
    await second.stop();
    expect(directory.findPid()).toBeUndefined();
  });

  it("starts a new server while the old one is being stopped by another Solvent", async () => {
    const first = await directory.start();
    const stopping = first.stop();
    const second = await directory.start();
    await stopping;
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "SELECT 1")).toEqual([1]);
  });

  it("starts again after the server itself was killed, with what had been committed", async () => {
    const first = await directory.start();
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS n");
    process.kill(directory.findPid() ?? Number.NaN, "SIGKILL");
    await vi.waitUntil(() => directory.findPid() === undefined, { timeout: 10_000, interval: 10 });
    const second = await directory.start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([42]);
  });

  it("is not held up by a pid file whose pid now belongs to another program", async () => {
    writeFileSync(pidFilePath(directory.data), `${process.pid}\n${directory.data}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`);
    expect((await directory.start()).adopted).toBe(false);
  });

  it("is not held up by a pid file whose process is gone", async () => {
    writeFileSync(pidFilePath(directory.data), `4194304\n${directory.data}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`);
    expect((await directory.start()).adopted).toBe(false);
  });

  it("does not adopt the running server that its data are a copy of", async () => {
    const first = await directory.start();
    const copy = join(makeOpenDirectory(), "data");
    mkdirSync(join(copy, "postgres"), { recursive: true });
    spawnSync("cp", ["-a", directory.cluster, join(copy, "postgres")]);
    const second = await directory.start({ dataDir: copy });
    expect(second.adopted).toBe(false);
    expect(second.url).not.toBe(first.url);
    await second.stop();
    rmSync(dirname(copy), { recursive: true });
    expect(await query(first.url, "SELECT 1")).toEqual([1]);
  });
});
