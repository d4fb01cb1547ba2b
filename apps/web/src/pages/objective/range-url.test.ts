import { expect, test } from "vitest";
import { decodeRange, encodeRange, neighbour, RANGES } from "./range-url.ts";

test.each(RANGES)("the address bar round-trips the range $value", (range) => {
  expect(decodeRange(encodeRange(new URLSearchParams("x=1"), range))).toBe(range);
});

test("the default range leaves the address plain and other parameters alone", () => {
  expect(encodeRange(new URLSearchParams("x=1&range=7d"), decodeRange(new URLSearchParams())).toString()).toBe("x=1");
});

test("an unknown range falls back to 24 hours", () => {
  expect(decodeRange(new URLSearchParams("range=forever")).value).toBe("24h");
});

test("shorter and longer stop at the ends", () => {
  const day = decodeRange(new URLSearchParams());
  expect(neighbour(day, 1).value).toBe("7d");
  expect(neighbour(neighbour(day, -1), -1).value).toBe("6h");
});
