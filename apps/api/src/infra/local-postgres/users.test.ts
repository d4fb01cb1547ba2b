import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { joinUsers } from "./users.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "solvent-users-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

describe("joinUsers", () => {
  it("tells the last user to stop the server, and only the last", () => {
    const [first, second] = [joinUsers(dir), joinUsers(dir)];
    expect([first.leave(), second.leave()]).toEqual([false, true]);
  });

  it("shows others that the server is being stopped until that is done", () => {
    const last = joinUsers(dir);
    last.leave();
    const newcomer = joinUsers(dir);
    expect(newcomer.isServerBeingStopped()).toBe(true);
    last.close();
    expect(newcomer.isServerBeingStopped()).toBe(false);
  });

  it("does not count a process that is gone, nor one that has got the pid of one that is gone", () => {
    const survivor = joinUsers(dir);
    writeFileSync(join(dir, "4194304_123_x.use"), "");
    writeFileSync(join(dir, `${process.pid}_1_x.stop`), "");
    expect(survivor.isServerBeingStopped()).toBe(false);
    expect(survivor.leave()).toBe(true);
  });

  it("removes the files of processes that are gone", () => {
    writeFileSync(join(dir, "4194304_123_x.use"), "");
    joinUsers(dir).close();
    expect(readdirSync(dir)).toEqual([]);
  });
});
