import { describe, expect, test } from "vitest";
import { type AlertRule, defaultPolicy } from "./alert-policy.ts";
import { evaluationInstant, rulesForMethod } from "./alert-slices.ts";
import { fractionToText, parseDecimal } from "./fraction.ts";
import type { SliceLength } from "./objective.ts";
import { definitionTerms, objectiveTerms } from "./objective-terms.ts";

const slicesOf = (minutes: SliceLength, targetPercent = "99.5") =>
  definitionTerms({
    targetPercent,
    window: { kind: "rolling", minutes: 43_200 },
    method: "timeslices",
    slices: { minutes, targetPercent: "95", noTraffic: "good", missing: "exclude" },
    sloStart: null,
  });
const RULE: AlertRule = {
  name: "page",
  severity: "page",
  longMinutes: 65,
  shortMinutes: 5,
  factor: parseDecimal("14.4"),
  budgetShare: null,
  minExcess: 5,
  resolveAfter: 3,
};
const raised = (minutes: SliceLength, change: Partial<AlertRule> = {}) => {
  const [rule] = rulesForMethod([{ ...RULE, ...change }], slicesOf(minutes));
  return rule && [rule.longMinutes, rule.shortMinutes, fractionToText(rule.factor), rule.minExcess, rule.resolveAfter];
};

describe("rulesForMethod", () => {
  test("leaves rules of occurrences alone", () => {
    const rules = [RULE];
    expect(rulesForMethod(rules, objectiveTerms("99.5", 43_200))).toBe(rules);
  });

  test.each<[SliceLength, number, number]>([
    [1, 65, 5],
    [5, 65, 5],
    [10, 70, 10],
    [15, 75, 15],
    [30, 90, 30],
    [60, 120, 60],
  ])("raises both windows to whole slices of %d minutes", (minutes, long, short) => {
    expect(raised(minutes)).toEqual([long, short, "72/5", 0, 3]);
  });

  test("a factor that stands for a share of the budget follows the raised window", () => {
    expect(raised(10, { budgetShare: parseDecimal("0.02") })?.[2]).toBe("432/35");
    expect(raised(5, { budgetShare: parseDecimal("0.02") })?.[2]).toBe("864/65");
  });
});

describe("the default policy of a slice method", () => {
  test("has no guard", () => {
    expect(defaultPolicy(slicesOf(5)).map(({ minExcess }) => minExcess)).toEqual([0, 0, 0, 0, 0]);
  });

  test("keeps a rule that only a total outage reaches, since no excess is asked for on top", () => {
    const fiveDays = 7200;
    const namesOf = (terms: Parameters<typeof defaultPolicy>[0]) => defaultPolicy(terms).map(({ name }) => name);
    expect(namesOf({ ...slicesOf(5, "50"), windowMinutes: fiveDays })).toEqual(["page-outage", "ticket-1d"]);
    expect(namesOf(objectiveTerms("50", fiveDays))).toEqual(["page-outage"]);
  });
});

describe("evaluationInstant", () => {
  test("is the last closing of a slice", () => {
    expect([120, 121, 179, 180].map((at) => evaluationInstant(slicesOf(60), at))).toEqual([120, 120, 120, 180]);
    expect(evaluationInstant(objectiveTerms("99", 60), 121)).toBe(121);
  });
});
