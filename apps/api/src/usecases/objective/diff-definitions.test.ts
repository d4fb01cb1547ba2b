import fc from "fast-check";
import { expect, test } from "vitest";
import { diffDefinitions, sameJson } from "./diff-definitions.ts";

test("a changed field is named with both sides", () => {
  expect(diffDefinitions({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } })).toEqual([{ path: "a.c", before: 2, after: 3 }]);
});

test("a field that came or went has one side only", () => {
  expect(diffDefinitions({ labels: { x: "1" } }, { labels: { y: "2" } })).toEqual([
    { path: "labels.x", before: "1" },
    { path: "labels.y", after: "2" },
  ]);
});

test("null is a value, not an absence", () => {
  expect(diffDefinitions({ text: null }, { text: "x" })).toEqual([{ path: "text", before: null, after: "x" }]);
});

test("lists are compared whole, and keys that are no words are quoted", () => {
  expect(diffDefinitions({ "a.b": [1, 2] }, { "a.b": [2, 1] })).toEqual([{ path: '["a.b"]', before: [1, 2], after: [2, 1] }]);
});

test("a value and a map in the same place differ whole", () => {
  expect(diffDefinitions({ a: "x" }, { a: { b: 1 } })).toEqual([{ path: "a", before: "x", after: { b: 1 } }]);
});

const json = fc.dictionary(fc.string(), fc.jsonValue());
const shuffled = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shuffled)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, shuffled(inner)]),
        )
      : value;

test("the order of keys is no difference", () => {
  fc.assert(fc.property(json, (value) => diffDefinitions(value, shuffled(value) as object).length === 0));
});

test("there is a difference exactly when the values are not the same", () => {
  fc.assert(fc.property(json, json, (a, b) => (diffDefinitions(a, b).length === 0) === sameJson(a as never, b as never)));
});
