// Whether anything that the build reads has changed since the last build: names, sizes and times of its files. Asking Turborepo
// gives the same answer but takes most of a second.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const INPUTS = [
  "apps/api",
  "apps/web",
  "packages",
  "prisma/schema",
  "prisma.config.ts",
  "package.json",
  "package-lock.json",
  "node_modules/.package-lock.json",
  "tsconfig.base.json",
  "turbo.json",
];
const NOT_INPUTS = new Set(["node_modules", "dist", "generated", "test", "bench", ".turbo", ".cache"]);
const STAMP = ".cache/build-stamp";

/** The stamp of the last build; "" when there was none. */
export function readStamp(root) {
  try {
    return readFileSync(join(root, STAMP), "utf8");
  } catch {
    return "";
  }
}

/** `stamp` was computed before the build, so that an edit during it is built the next time. */
export function writeStamp(root, stamp) {
  mkdirSync(dirname(join(root, STAMP)), { recursive: true });
  writeFileSync(join(root, STAMP), stamp);
}

export function computeStamp(root) {
  const hash = createHash("sha256");
  for (const input of INPUTS) addEntry(hash, join(root, input));
  return hash.digest("hex");
}

function addEntry(hash, path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) if (!NOT_INPUTS.has(name)) addEntry(hash, join(path, name));
}
