import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareToWhole, formatDecimal, fractionOfPercent, parseDecimal, percentOfFraction, sameDecimal } from "./decimal.ts";

const percent = (text: string): string | null => {
  const decimal = parseDecimal(text);
  return decimal === null ? null : formatDecimal(percentOfFraction(decimal));
};

describe("a fraction as percent", () => {
  test.each([
    ["0.999", "99.9"],
    ["0.9990", "99.90"],
    [".5", "50"],
    ["0.5", "50"],
    ["0.50", "50"],
    ["0.500", "50.0"],
    ["+0.95", "95"],
    ["1.", "100"],
    ["0.00001", "0.001"],
    ["9.99e-1", "99.9"],
    ["999E-3", "99.9"],
    ["0.00999e2", "99.9"],
    ["-0.5", "-50"],
    ["00.99", "99"],
    ["0.99999999999999999999", "99.999999999999999999"],
    ["1e3", "100000"],
  ])("%s is %s %%, digit by digit", (text, expected) => {
    expect(percent(text)).toBe(expected);
  });

  test.each(["", ".", "abc", "0x1", "1_000", "1e", "1e41", "1e-41", "1e99999", ".inf", "--1", "1 ", "0,9", "9".repeat(61)])(
    "%j is not a decimal number of reasonable size",
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );
});

const digits = fc.stringMatching(/^\d{1,12}\.\d{1,12}$/);

test("the percent of a fraction is a hundred times as much for any decimal", () => {
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 10_000 }), (text, whole) => {
      const decimal = parseDecimal(text);
      expect(decimal && compareToWhole(percentOfFraction(decimal), whole * 100)).toBe(decimal && compareToWhole(decimal, whole));
    }),
  );
});

test("the fraction of a percentage is its hundredth, with every digit", () => {
  fc.assert(
    fc.property(digits, (text) => {
      const percent = parseDecimal(text);
      expect(percent && percentOfFraction(fractionOfPercent(percent))).toEqual(percent);
    }),
  );
});

test("a formatted decimal reads as the same digits again", () => {
  fc.assert(
    fc.property(digits, (text) => {
      const decimal = parseDecimal(text);
      const formatted = decimal === null ? "" : formatDecimal(decimal);
      expect(formatted).toBe(text.replace(/^0+(?=\d)/, ""));
    }),
  );
});

test.each([
  ["0", 0, 0],
  ["0.000", 0, 0],
  ["-0", 0, 0],
  ["0.0000000000000000000001", 0, 1],
  ["-0.1", 0, -1],
  ["100", 100, 0],
  ["100.000", 100, 0],
  ["99.99999999999999999999999", 100, -1],
  ["100.00000000000000000000001", 100, 1],
])("%s compared to %d is %d", (text, whole, expected) => {
  const decimal = parseDecimal(text);
  expect(decimal === null ? null : compareToWhole(decimal, whole)).toBe(expected);
});

test.each([
  ["1", "1.0", true],
  ["0", "-0.00", true],
  ["1e2", "100", true],
  ["0.1", "0.10000000000000001", false],
  ["-1", "1", false],
])("%s and %s are the same number: %s", (a, b, expected) => {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  expect(left !== null && right !== null && sameDecimal(left, right)).toBe(expected);
});
