import { describe, expect, test } from "vitest";
import { fractionToText } from "./fraction.ts";
import { errorBudgetRatio, objectiveTerms, parseTarget } from "./objective-terms.ts";

describe("parseTarget", () => {
  test.each([
    ["99.9", "999/1000"],
    ["99.9990", "99999/100000"],
    ["0.001", "1/100000"],
    ["99.99999999999999999999", "9999999999999999999999/10000000000000000000000"],
    ["50", "1/2"],
  ])("%s %% is read exactly", (text, expected) => {
    expect(fractionToText(parseTarget(text))).toBe(expected);
  });

  test.each([
    ["0", /above 0 %: "0"/],
    ["-5", /above 0 %: "-5"/],
    ["0.000", /above 0 %/],
    ["100", /below 100 %.*"100"/],
    ["100.0", /below 100 %/],
    ["250", /below 100 %/],
    ["abc", /percentage as a decimal number.*"abc"/],
    ["99.9%", /percentage as a decimal number.*"99\.9%"/],
    ["", /percentage as a decimal number/],
    ["99,9", /percentage as a decimal number/],
    ["NaN", /percentage as a decimal number/],
  ])("%j is refused with a message that names it", (text, message) => {
    expect(() => parseTarget(text)).toThrow(message);
    expect(() => parseTarget(text)).toThrow(RangeError);
  });
});

describe("objectiveTerms", () => {
  test("hold the target as a fraction and the window in minutes", () => {
    const terms = objectiveTerms("99.5", 40_320);
    expect([fractionToText(terms.target), terms.windowMinutes]).toEqual(["199/200", 40_320]);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("a window of %s minutes is refused", (minutes) => {
    expect(() => objectiveTerms("99", minutes)).toThrow(`not ${minutes}`);
  });

  test("the budget is exactly what the target leaves, without binary noise", () => {
    expect(fractionToText(errorBudgetRatio(objectiveTerms("99.9", 60)))).toBe("1/1000");
    expect(fractionToText(errorBudgetRatio(objectiveTerms("99.99999", 60)))).toBe("1/10000000");
  });
});
