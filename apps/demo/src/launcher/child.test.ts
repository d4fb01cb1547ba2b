import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { type Child, startChild } from "./child.ts";

const dir = mkdtempSync(join(tmpdir(), "demo-child-"));
const logFile = join(dir, "child.log");
const started: Child[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop()));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(script: string, program: readonly string[] = []): Child {
  const child = startChild({ name: "Part", program: [...program, "-e", script], env: process.env, cwd: import.meta.dirname, logFile });
  started.push(child);
  return child;
}

const STAYS = "setInterval(() => undefined, 1000);";
const POLITE = `process.on("SIGTERM", () => process.exit(3)); ${STAYS}`;

test("what a program says is recognised and logged", async () => {
  const child = run(`console.log("noise"); console.error("ready on port 7"); ${STAYS}`);
  expect(await child.line(/ready on port (\d+)/)).toBe("7");
  expect(child.lastWords()).toContain("ready on port 7");
  expect(readFileSync(logFile, "utf8")).toContain("ready on port 7\n");
});

test("a program that ends tells the reason, after its last words", async () => {
  const child = run('console.error("no such port"); process.exit(5)');
  expect(await child.ended).toBe("exit code 5");
  expect(child.lastWords()).toBe("no such port");
});

test("stopping asks first, and waits until the program has ended", async () => {
  const child = run(`${POLITE} console.log("up");`);
  await child.line(/up/);
  await child.stop();
  expect(await child.ended).toBe("exit code 3");
});

test("a program whose launcher is gone is asked to stop", async () => {
  const guard = ["--import", join(import.meta.dirname, "end-with-launcher.ts")];
  const child = run(`${POLITE} console.log("up");`, ["--import", "tsx", ...guard]);
  await child.line(/up/);
  child.letGo();
  expect(await child.ended).toBe("exit code 3");
});
