import { expect, test } from "vitest";
import { flagsBetween, runningFlags, runningSum } from "./running-sum.ts";

test("sums over stretches are exact, also where a double is not", () => {
  const counts = [Number.MAX_SAFE_INTEGER, 0, 3, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 2 ** 30 - 1, 2 ** 30];
  const sum = runningSum(counts);
  for (let first = 0; first <= counts.length; first++) {
    for (let end = first; end <= counts.length; end++) {
      const expected = counts.slice(first, end).reduce((total, count) => total + BigInt(count), 0n);
      expect(sum.exact(first, end)).toBe(expected);
      expect(sum.near(first, end)).toBe(Number(expected));
    }
  }
});

test("a long list of the largest counts keeps its last unit", () => {
  const counts = new Float64Array(150_000).fill(Number.MAX_SAFE_INTEGER);
  counts[149_999] = 1;
  const sum = runningSum(counts);
  expect(sum.exact(0, 150_000)).toBe(149_999n * BigInt(Number.MAX_SAFE_INTEGER) + 1n);
  expect(sum.exact(149_999, 150_000)).toBe(1n);
  expect(sum.near(149_999, 150_000)).toBe(1);
});

test("flags are counted between any two indices", () => {
  const running = runningFlags(6, (index) => index % 2 === 1);
  expect([flagsBetween(running, 0, 6), flagsBetween(running, 1, 2), flagsBetween(running, 2, 3), flagsBetween(running, 4, 4)]).toEqual([
    3, 1, 0, 0,
  ]);
});
