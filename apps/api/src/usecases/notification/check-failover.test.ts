import { expect, test } from "vitest";
import { checkFailover } from "./check-failover.ts";

const book = new Map([
  ["a", { id: "1", failover: "b" }],
  ["b", { id: "2", failover: "c" }],
  ["c", { id: "3", failover: null }],
]);

test("a stand-in that exists and leads nowhere else is fine, and so is none", () => {
  expect(checkFailover("new", "a", book)).toEqual([]);
  expect(checkFailover("a", "c", book)).toEqual([]);
  expect(checkFailover("a", null, book)).toEqual([]);
});

test.each([
  ["itself", "a", "a", "must be another target"],
  ["nobody", "a", "none", 'there is no notification target "none"'],
  ["one that it stands in for", "b", "a", "b → a → b"],
  ["the start of a chain to it", "c", "a", "c → a → b → c"],
])("%s is refused", (_name, name, failover, words) => {
  expect(checkFailover(name, failover, book)).toEqual([{ path: "failover", message: expect.stringContaining(words) }]);
});

test("a circle that is stored already does not keep the check from ending", () => {
  const circle = new Map([
    ["a", { id: "1", failover: "b" }],
    ["b", { id: "2", failover: "a" }],
  ]);
  expect(checkFailover("new", "a", circle)).toEqual([]);
});
