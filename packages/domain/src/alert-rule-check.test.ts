import { describe, expect, test } from "vitest";
import type { AlertRule } from "./alert-policy.ts";
import { validateRule } from "./alert-rule-check.ts";
import { fraction, parseDecimal } from "./fraction.ts";
import { objectiveTerms } from "./objective-terms.ts";

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
const TERMS = objectiveTerms("99.9", 43_200);
const codesOf = (change: Partial<AlertRule>, target = "99.9", longEvents: number | null = null) => {
  const { problems, warnings } = validateRule({ ...RULE, ...change }, objectiveTerms(target, 43_200), longEvents);
  return { problems: problems.map(({ code }) => code), warnings: warnings.map(({ code }) => code) };
};

describe("validateRule", () => {
  test("finds nothing wrong with the rule of the workbook", () => {
    expect(validateRule(RULE, TERMS)).toEqual({ problems: [], warnings: [] });
  });

  test.each<[string, keyof AlertRule, Partial<AlertRule>]>([
    ["factor-not-positive", "factor", { factor: fraction(0n) }],
    ["factor-not-positive", "factor", { factor: fraction(-1n) }],
    ["window-not-whole", "longMinutes", { longMinutes: 60.5 }],
    ["window-not-whole", "shortMinutes", { shortMinutes: 0 }],
    ["short-longer-than-long", "shortMinutes", { shortMinutes: 61 }],
    ["excess-negative", "minExcess", { minExcess: -1 }],
    ["excess-negative", "minExcess", { minExcess: Number.NaN }],
    ["resolve-after-not-whole", "resolveAfter", { resolveAfter: 0 }],
    ["resolve-after-not-whole", "resolveAfter", { resolveAfter: 1.5 }],
  ])("%s is a problem of the field %s", (code, field, change) => {
    const { problems, warnings } = validateRule({ ...RULE, ...change }, TERMS);
    expect(problems.map((problem) => [problem.code, problem.field])).toEqual([[code, field]]);
    expect(warnings).toEqual([]);
  });

  test("all problems are reported together", () => {
    expect(codesOf({ factor: fraction(0n), shortMinutes: 0, resolveAfter: 0 }).problems).toHaveLength(3);
  });

  test("windows of the same length are allowed", () => {
    expect(codesOf({ shortMinutes: 60 }).problems).toEqual([]);
  });

  test("a factor below 1 fires while the objective is being met", () => {
    expect(codesOf({ factor: parseDecimal("0.93") }).warnings).toEqual(["factor-below-one"]);
  });

  test("14.4 can never fire below a target of 93.06 %", () => {
    expect(codesOf({}, "93.05").warnings).toEqual(["never-fires"]);
    expect(codesOf({}, "93.06").warnings).toEqual([]);
  });

  test("with few events the guard alone can keep a rule from ever firing", () => {
    expect(codesOf({}, "99.9", 5).warnings).toEqual(["never-fires-at-this-traffic"]);
    expect(codesOf({}, "99.9", 6).warnings).toEqual([]);
    expect(codesOf({ minExcess: 0 }, "99.9", 1).warnings).toEqual([]);
  });

  test("a rule that fires when the whole budget is gone is warned about", () => {
    expect(codesOf({ longMinutes: 4320 }).warnings).toEqual(["spends-whole-budget"]);
  });

  test("a rule on slices has no guard that could keep it from firing, and is judged by its raised windows", () => {
    const slices = { minutes: 60, target: null, noTraffic: "good", missing: "exclude" } as const;
    const terms = { ...objectiveTerms("50", 7200), method: "ratio_timeslices", slices } as const;
    const warningsOf = (change: Partial<AlertRule>) => validateRule({ ...RULE, ...change }, terms, 3).warnings.map(({ code }) => code);
    expect(warningsOf({ factor: fraction(2n) })).toEqual([]);
    expect(warningsOf({ factor: fraction(2n), longMinutes: 3570 })).toEqual(["spends-whole-budget"]);
  });
});
