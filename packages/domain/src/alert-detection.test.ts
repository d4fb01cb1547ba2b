import { describe, expect, test } from "vitest";
import { detectionMinutes, resetMinutes } from "./alert-detection.ts";
import type { AlertRule } from "./alert-policy.ts";
import { compareFractions, type Fraction, fractionToDecimal, parseDecimal } from "./fraction.ts";
import { errorBudgetRatio, objectiveTerms } from "./objective-terms.ts";

const RULE: AlertRule = {
  name: "fast",
  severity: "page",
  longMinutes: 60,
  shortMinutes: 5,
  factor: parseDecimal("14.4"),
  budgetShare: null,
  minExcess: 5,
  resolveAfter: 5,
};
const failure = (errorRatio: string, perMinute: string | null = null, target = "99.9") => ({
  rule: RULE,
  budgetRatio: errorBudgetRatio(objectiveTerms(target, 43_200)),
  errorRatio: parseDecimal(errorRatio),
  eventsPerMinute: perMinute === null ? null : parseDecimal(perMinute),
});
const shown = (minutes: Fraction | null): string | null => (minutes === null ? null : fractionToDecimal(minutes, 2));

describe("detectionMinutes", () => {
  test.each([
    ["99.9", "0.86"],
    ["99.99", "0.09"],
    ["99", "8.64"],
  ])("a full outage is seen by the 1 h rule at %s %% after %s minutes", (target, expected) => {
    expect(shown(detectionMinutes(failure("1", null, target)))).toBe(expected);
  });

  test.each([
    ["6", "1.70"],
    ["0.6", "9.20"],
  ])("with %s events a minute the guard makes it %s minutes", (perMinute, expected) => {
    expect(shown(detectionMinutes(failure("1", perMinute)))).toBe(expected);
  });

  test("no errors and no traffic are never detected", () => {
    expect(detectionMinutes(failure("0"))).toBeNull();
    expect(detectionMinutes(failure("1", "0"))).toBeNull();
  });

  test("more errors are never detected later", () => {
    const minutes = ["0.02", "0.05", "0.1", "0.5", "1"].map((ratio) => detectionMinutes(failure(ratio, "60")) ?? parseDecimal("1e9"));
    minutes.reduce((before, after) => {
      expect(compareFractions(after, before)).toBeLessThanOrEqual(0);
      return after;
    });
  });

  test.each([
    ["1.01", "60"],
    ["-0.1", "60"],
    ["0.5", "-1"],
  ])("an error ratio of %s at %s events a minute is refused", (errorRatio, perMinute) => {
    expect(() => detectionMinutes(failure(errorRatio, perMinute))).toThrow(RangeError);
  });
});

describe("resetMinutes", () => {
  test("is the short window less the share that the threshold allows", () => {
    expect(shown(resetMinutes(failure("1")))).toBe("4.93");
    expect(shown(resetMinutes(failure("0.0144")))).toBe("0.00");
  });

  test("is unknown for what never fired", () => {
    expect(resetMinutes(failure("0.0143"))).toBeNull();
    expect(resetMinutes(failure("0.05", "0.6"))).toBeNull();
  });
});
