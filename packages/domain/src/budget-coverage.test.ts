import { describe, expect, test } from "vitest";
import { formatBudgetCoverage, formatBudgetShare, isMostlyUnknown } from "./budget-coverage.ts";
import { fraction } from "./fraction.ts";

const DAY = 1440;
const coverage = (counted: number, minutes: number, excluded = 0) => ({ counted, minutes, excluded });

describe("a budget is mostly unknown", () => {
  test.each([
    ["a minute less than half of its minutes", coverage(14 * DAY - 1, 28 * DAY), true],
    ["half of its minutes", coverage(14 * DAY, 28 * DAY), false],
    ["excluded minutes, which nobody has to know, making it half", coverage(14 * DAY - 60, 28 * DAY, 60), false],
    ["less than half of an odd number of minutes", coverage(1, 3), true],
    ["all of the minutes since it began", coverage(3, 3), false],
    ["no minutes, before it begins", coverage(0, 0), true],
  ])("or not, with %s", (_name, known, expected) => {
    expect(isMostlyUnknown(known)).toBe(expected);
  });
});

describe("a share of it is approximate", () => {
  test.each([
    ["while more than a twentieth is unknown", coverage(1899, 2000), "≈ 41.1 %"],
    ["not at a twentieth", coverage(1900, 2000), "41.1 %"],
    ["not for what is excluded", coverage(1000, 2000, 900), "41.1 %"],
  ])("%s", (_name, known, expected) => {
    expect(formatBudgetShare(fraction(411n, 1000n), known).replaceAll("\u202F", " ")).toBe(expected);
  });
});

describe("how much of it is known is said in minutes that were counted", () => {
  test.each([
    [coverage(52, 28 * DAY, 5000), "52 min of 28 d are known"],
    [coverage(1, 28 * DAY), "1 min of 28 d is known"],
    [coverage(0, 28 * DAY), "nothing of 28 d is known"],
    [coverage(90, 240), "1 h 30 min of 4 h are known"],
  ])("%o: %s", (known, expected) => {
    expect(formatBudgetCoverage(known).replaceAll("\u202F", " ")).toBe(expected);
  });
});
