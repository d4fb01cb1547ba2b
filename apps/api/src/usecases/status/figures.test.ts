import { expect, test } from "vitest";
import { toCount } from "./figures.ts";

test.each([
  [0n, 0],
  [1000n, 1],
  [1500n, "1.5"],
  [-1n, "-0.001"],
  [-1_500n, "-1.5"],
  [9_007_199_254_740_991_000n, Number.MAX_SAFE_INTEGER],
  [9_007_199_254_740_992_000n, "9007199254740992"],
  [10n, "0.01"],
])("%s thousandths of an event are %s", (scaled, expected) => {
  expect(toCount(scaled)).toBe(expected);
});

test("a sum of ratios in 10^-12 of a slice is a decimal number of slices", () => {
  expect([toCount(2_500_000_000_000n, 1_000_000_000_000), toCount(1n, 1_000_000_000_000)]).toEqual(["2.5", "0.000000000001"]);
});
