import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeyError, loadKeyFile } from "./key-file.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "solvent-key-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("the first start makes a key that only this account can read, later starts find it", () => {
  const dataDir = join(dir, "not", "there", "yet");
  const key = loadKeyFile(dataDir);
  expect(key).toHaveLength(32);
  expect(statSync(join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(["secret.key"]);
  expect(loadKeyFile(dataDir)).toEqual(key);
});

test("two data directories have two keys", () => {
  expect(loadKeyFile(join(dir, "a")).equals(loadKeyFile(join(dir, "b")))).toBe(false);
});

test.each(["", "short", "!".repeat(44)])("a damaged file is refused and left alone (%j)", (text) => {
  const file = join(dir, "secret.key");
  writeFileSync(file, text);
  expect(() => loadKeyFile(dir)).toThrow(KeyError);
  expect(statSync(file).size).toBe(text.length);
});
