import { expect, test } from "vitest";
import { stableHash } from "./stable-hash.ts";

test.each([
  ["", "cbf29ce484222325"],
  ["a", "af63dc4c8601ec8c"],
  ["foobar", "85944171f73967e8"],
])("the hash of %j is the published FNV-1a of 64 bits", (text, hex) => {
  expect(stableHash(text).toString(16)).toBe(hex);
});

test("letters outside of ASCII count with all their bytes", () => {
  expect(stableHash("é")).not.toBe(stableHash("e"));
  expect(stableHash("ā")).not.toBe(stableHash("\u0001\u0001"));
});
