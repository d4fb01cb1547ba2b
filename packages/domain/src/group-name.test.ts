import { describe, expect, test } from "vitest";
import { combinationKey, compareCombinations, memberName } from "./group-name.ts";

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const nobody = () => false;
const nameOf = (labels: Record<string, string>, isTaken: (name: string) => boolean = nobody, group = "checkout") =>
  memberName({ group, groupBy: Object.keys(labels), labels, isTaken });

describe("the name of an objective of a group", () => {
  test.each([
    [{ route: "/api/pay" }, "checkout-api-pay"],
    [{ method: "GET", code: "200" }, "checkout-get-200"],
    [{ route: "" }, "checkout-none"],
    [{ city: "Göteborg" }, "checkout-goteborg"],
    [{ route: "--a__b--" }, "checkout-a-b"],
  ])("%o is written as %s", (labels, name) => {
    expect(nameOf(labels)).toBe(name);
  });

  test("a value of which nothing can be written is told apart by a hash", () => {
    const names = [nameOf({ city: "東京" }), nameOf({ city: "大阪" }), nameOf({ city: "***" })];
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^checkout-[a-z0-9]{6}$/);
  });

  test("a long one is cut and told apart by a hash, also with a group whose name is as long as a name may be", () => {
    const values = ["x".repeat(80), `${"x".repeat(80)}y`, "a".repeat(46).concat("-/-b")];
    for (const group of ["checkout", "g".repeat(63), `${"g".repeat(55)}-gggg`]) {
      const names = values.map((route) => nameOf({ route }, nobody, group));
      expect(new Set(names).size).toBe(values.length);
      for (const name of names) expect(name).toMatch(NAME);
    }
  });

  test("a taken name gets a hash, a taken hash another one, and both are the same in every attempt", () => {
    const taken = new Set(["checkout-a-b"]);
    const first = nameOf({ route: "/a/b" }, (name) => taken.has(name));
    expect(first).toMatch(/^checkout-a-b-[a-z0-9]{6}$/);
    expect(nameOf({ route: "/a/b" }, (name) => taken.has(name))).toBe(first);
    taken.add(first);
    const second = nameOf({ route: "/a/b" }, (name) => taken.has(name));
    expect(second).toMatch(/^checkout-a-b-[a-z0-9]{6}$/);
    expect(second).not.toBe(first);
  });

  test("values that differ only in what cannot be written get different names", () => {
    const taken = new Set<string>();
    for (const route of ["/a/b", "/a-b", "a b", "A.B"]) {
      const name = nameOf({ route }, (one) => taken.has(one));
      expect(name).toMatch(NAME);
      expect(taken.has(name)).toBe(false);
      taken.add(name);
    }
    expect(taken.size).toBe(4);
  });
});

test("the order of labels does not make another combination", () => {
  expect(combinationKey({ b: "2", a: "1" })).toBe(combinationKey({ a: "1", b: "2" }));
  expect(combinationKey({ a: "1,b", b: "" })).not.toBe(combinationKey({ a: "1", b: ",b" }));
});

test("combinations are in the order of the values, the first label first", () => {
  const sorted = [
    { a: "2", b: "1" },
    { a: "1", b: "2" },
    { a: "1", b: "" },
  ].sort((x, y) => compareCombinations(["a", "b"], x, y));
  expect(sorted).toEqual([
    { a: "1", b: "" },
    { a: "1", b: "2" },
    { a: "2", b: "1" },
  ]);
});
