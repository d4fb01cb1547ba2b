import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatBudgetLeft,
  formatBurn,
  formatCount,
  formatCoverage,
  formatDurationMinutes,
  formatSli,
  formatSliFigure,
  formatWholePercent,
} from "./display.ts";
import { compareFractions, type Fraction, fraction, multiplyFractions, parseDecimal } from "./fraction.ts";

/** Percent text to a ratio. */
const percent = (text: string): Fraction => multiplyFractions(parseDecimal(text), fraction(1n, 100n));
/** What is shown, back as a number. */
const readBack = (shown: string): Fraction =>
  parseDecimal(
    shown
      .replace("\u2212", "-")
      .replace(/\u202f/g, "")
      .replace(/[%×]/g, ""),
  );
const sli = (value: string, target: string): string => formatSliFigure(percent(value), percent(target));

describe("formatSli", () => {
  test.each([
    ["99.95", "99.9", "99.95"],
    ["99.9512", "99.9", "99.95"],
    ["99.95", "99", "99.95"],
    ["99.95", "99.95", "99.950"],
    ["99.5", "99.999", "99.5000"],
    ["12.3", "90", "12.30"],
  ])("%s %% against %s %% is shown as %s: a digit more than the target, at least two", (value, target, shown) => {
    expect(sli(value, target)).toBe(shown);
  });

  test.each([
    ["99.8996", "99.9", "99.8996"],
    ["99.8999", "99.9", "99.8999"],
    ["99.899", "99.9", "99.899"],
    ["99.894", "99.9", "99.89"],
    ["99.9001", "99.9", "99.9001"],
    ["99.9", "99.9", "99.90"],
  ])("%s %% against %s %% is shown as %s: never across or onto the target", (value, target, shown) => {
    expect(sli(value, target)).toBe(shown);
  });

  test.each([
    ["99.9999", "99", "99.9999"],
    ["99.996", "99", "99.996"],
    ["100", "99", "100.00"],
  ])("%s %% against %s %% is shown as %s: 100 only when it is", (value, target, shown) => {
    expect(sli(value, target)).toBe(shown);
  });

  test("a figure nearer to the target than ten decimals show is cut on its own side", () => {
    expect(formatSliFigure(fraction(999n * 10n ** 20n - 1n, 10n ** 23n), percent("99.9"))).toBe("99.8999999999");
    expect(formatSliFigure(fraction(999n * 10n ** 20n + 1n, 10n ** 23n), percent("99.9"))).toBe("99.9000000001");
  });

  test("carries its unit after a narrow space, and a dash without events", () => {
    expect(formatSli(percent("99.95"), percent("99.9"))).toBe("99.95\u202f%");
    expect(formatSli(null, percent("99.9"))).toBe("–");
  });

  test("shown and true figure always compare the same way with the target and with 100", () => {
    const target = fc.constantFrom("50", "99", "99.5", "99.9", "99.95", "99.999");
    fc.assert(
      fc.property(target, fc.bigInt(1n, 10n ** 9n), fc.bigInt(0n, 10n ** 9n), fc.boolean(), (text, total, part, near) => {
        const goal = percent(text);
        const good = near ? (total * goal.num) / goal.den + (part % 3n) - 1n : part;
        const ratio = fraction(good < 0n ? 0n : good > total ? total : good, total);
        const shown = multiplyFractions(readBack(formatSliFigure(ratio, goal)), fraction(1n, 100n));
        expect(compareFractions(shown, goal)).toBe(compareFractions(ratio, goal));
        expect(compareFractions(shown, fraction(1n))).toBe(compareFractions(ratio, fraction(1n)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("formatBudgetLeft", () => {
  test.each([
    ["41.1", "41.1\u202f%"],
    ["41.14", "41.1\u202f%"],
    ["-17.7", "\u221217.7\u202f%"],
    ["-99.96", "\u2212100.0\u202f%"],
    ["-100", "\u2212100.0\u202f%"],
    ["-582.4", "\u2212582\u202f%"],
    ["-112100", "\u2212112100\u202f%"],
    ["100", "100.0\u202f%"],
    ["0", "0.0\u202f%"],
  ])("%s %% left is shown as %s", (left, shown) => {
    expect(formatBudgetLeft(percent(left))).toBe(shown);
  });

  test.each([
    ["-0.02", "\u22120.02\u202f%"],
    ["0.04", "0.04\u202f%"],
    ["99.97", "99.97\u202f%"],
  ])("%s %% left is shown as %s: neither nothing nor everything unless it is", (left, shown) => {
    expect(formatBudgetLeft(percent(left))).toBe(shown);
  });

  test("the sign shown is the sign it has", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), (units) => {
        const left = fraction(units, 10n ** 12n);
        expect(compareFractions(readBack(formatBudgetLeft(left)), fraction(0n))).toBe(compareFractions(left, fraction(0n)));
      }),
    );
  });
});

describe("formatBurn", () => {
  test.each([
    ["22.94", "22.9×"],
    ["1", "1.0×"],
    ["0.1", "0.1×"],
    ["0.0999", "<0.1×"],
    ["0.0000001", "<0.1×"],
    ["0", "0.0×"],
    ["99.94", "99.9×"],
    ["99.95", "100×"],
    ["100", "100×"],
    ["999.6", "1000×"],
  ])("%s is shown as %s", (burn, shown) => {
    expect(formatBurn(parseDecimal(burn))).toBe(shown);
  });

  test("without data is a dash", () => {
    expect(formatBurn(null)).toBe("–");
  });
});

describe("formatCoverage", () => {
  test.each([
    [60, 60, "100\u202f%"],
    [43_199, 43_200, "99.9\u202f%"],
    [999, 1000, "99.9\u202f%"],
    [9999, 10_000, "99.9\u202f%"],
    [0, 60, "0.0\u202f%"],
    [1, 3, "33.3\u202f%"],
    [2, 3, "66.6\u202f%"],
    [0, 0, "–"],
  ])("%d of %d minutes is shown as %s, rounded down", (known, minutes, shown) => {
    expect(formatCoverage(known, minutes)).toBe(shown);
  });
});

describe("formatWholePercent", () => {
  test.each<[Fraction | number, string]>([
    [0, "0\u202f%"],
    [0.009, "0\u202f%"],
    [0.29, "29\u202f%"],
    [fraction(2n, 3n), "66\u202f%"],
    [fraction(9_999n, 10_000n), "99\u202f%"],
    [1 - Number.EPSILON, "99\u202f%"],
    [1, "100\u202f%"],
  ])("%s is shown as %s, rounded down", (share, shown) => {
    expect(formatWholePercent(share)).toBe(shown);
  });
});

describe("formatCount", () => {
  test.each<[bigint | number | Fraction, string]>([
    [1687, "1\u202f687"],
    [999, "999"],
    [1_000_000n, "1\u202f000\u202f000"],
    [9_007_199_254_740_993n, "9\u202f007\u202f199\u202f254\u202f740\u202f993"],
    [-1234, "\u22121\u202f234"],
    [0, "0"],
    [fraction(23n, 10n), "2.3"],
    [fraction(1234567n, 1000n), "1\u202f235"],
    [fraction(50n), "50"],
    [2.5, "2.5"],
  ])("%s is shown as %s", (count, shown) => {
    expect(formatCount(count)).toBe(shown);
  });
});

describe("formatDurationMinutes", () => {
  const words = (minutes: Fraction | number): string => formatDurationMinutes(minutes).replace(/\u202f/g, "_");

  test.each<[Fraction | number, string]>([
    [fraction(995n, 60n), "16_min 35_s"],
    [182, "3_h 2_min"],
    [2160, "1_d 12_h"],
    [0, "0_s"],
    [1, "1_min"],
    [60, "1_h"],
    [1440, "1_d"],
    [90, "1_h 30_min"],
    [1441, "1_d"],
    [0.5, "30_s"],
    [43_200, "30_d"],
    [fraction(1n, 120n), "<1_s"],
    [fraction(1n, 60n), "1_s"],
    [-16.5, "\u221216_min 30_s"],
    [fraction(-1n, 120n), "\u2212<1_s"],
  ])("%s minutes are shown as %s", (minutes, shown) => {
    expect(words(minutes)).toBe(shown);
  });

  test.each<[Fraction | number, string]>([
    [fraction(3599_7n, 600n), "1_h"],
    [fraction(59_7n, 600n), "1_min"],
    [1439.7, "1_d"],
    [59.4, "59_min 24_s"],
    [2159.6, "1_d 12_h"],
  ])("%s minutes carry over into the larger unit as %s", (minutes, shown) => {
    expect(words(minutes)).toBe(shown);
  });
});
