import { describe, expect, test } from "vitest";
import { fractionToText } from "./fraction.ts";
import type { SliceSettings } from "./objective.ts";
import { definitionTerms, errorBudgetRatio, nominalMinutes, objectiveTerms, parseSliceTarget, parseTarget } from "./objective-terms.ts";

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

describe("definitionTerms", () => {
  const SLICES: SliceSettings = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" };
  const definition = {
    targetPercent: "99.5",
    window: { kind: "calendar", unit: "month", zone: "Europe/Stockholm", weekStart: "monday" },
    method: "timeslices",
    slices: SLICES,
    sloStart: 1000,
  } as const;

  test("hold how slices are judged, exactly, and the nominal length of a calendar unit", () => {
    const terms = definitionTerms(definition);
    expect(terms).toMatchObject({
      method: "timeslices",
      windowMinutes: 43_200,
      sloStart: 1000,
      slices: { minutes: 5, missing: "exclude" },
    });
    expect(terms.slices?.target && fractionToText(terms.slices.target)).toBe("19/20");
    expect(
      definitionTerms({ ...definition, method: "ratio_timeslices", slices: { ...SLICES, targetPercent: null } }).slices?.target,
    ).toBeNull();
  });

  test.each([
    ["events with slices", { method: "occurrences" }, /occurrences has no slices/],
    ["slices without settings", { slices: null }, /timeslices needs slices/],
    ["time slices without a target of their own", { slices: { ...SLICES, targetPercent: null } }, /timeslices needs a target of a slice/],
    ["ratios with a slice target", { method: "ratio_timeslices" }, /ratio_timeslices has no target of a slice/],
    ["a slice target of nothing", { slices: { ...SLICES, targetPercent: "0" } }, /above 0 % and at most 100 %: "0"/],
    ["an unknown zone", { window: { ...definition.window, zone: "Mars/Olympus" } }, /unknown time zone "Mars\/Olympus"/],
    ["no window at all", { window: { kind: "rolling", minutes: 0 } }, /at least 1, not 0/],
  ] as const)("%s are refused", (_, change, message) => {
    expect(() => definitionTerms({ ...definition, ...change })).toThrow(message);
  });

  test("a slice may be asked to be perfect", () => {
    expect(fractionToText(parseSliceTarget("100"))).toBe("1/1");
    expect(() => parseSliceTarget("100.01")).toThrow(/at most 100 %/);
  });

  test("alert policies reckon with months of thirty days", () => {
    const minutesOf = (unit: "day" | "week" | "month" | "quarter" | "year") => nominalMinutes({ ...definition.window, unit });
    expect([minutesOf("day"), minutesOf("week"), minutesOf("quarter"), minutesOf("year")]).toEqual([1440, 10_080, 129_600, 525_600]);
  });
});
