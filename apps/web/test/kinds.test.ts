import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../src");
const KINDS_ROOM = join(import.meta.dirname, "../../../packages/metric-sources/src");
/** Its examples are texts that people begin with before a source is connected. */
const EXAMPLES = "pages/define/starter.ts";
/** Names that are also ordinary words of code: those count only where they stand as a text of their own. */
const ORDINARY_WORDS = ["push", "probe"];

/** One folder per kind, each with its definition. */
const KINDS = readdirSync(KINDS_ROOM).filter((folder) => existsSync(join(KINDS_ROOM, folder, "definition.ts")));
const FILES = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));

const mention = (kind: string): RegExp =>
  ORDINARY_WORDS.includes(kind) ? new RegExp(`["'\`]${kind}["'\`]`) : new RegExp(`\\b${kind}\\b`, "i");

test("there are kinds and files to look at", () => {
  expect(KINDS).toContain("prometheus");
  expect(FILES).toContain("pages/sources/source-form.tsx");
  expect(readFileSync(join(SRC, EXAMPLES), "utf8")).toMatch(mention("prometheus"));
});

test.each(KINDS)("no page knows the kind %s: everything about it comes from the API", (kind) => {
  const naming = FILES.filter((file) => file !== EXAMPLES && mention(kind).test(readFileSync(join(SRC, file), "utf8")));
  expect(naming).toEqual([]);
});
