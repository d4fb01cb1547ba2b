import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AlertRule, budgetShare, defaultPolicy, factorFromBudgetShare, neverFires, policyWindows } from "./alert-policy.ts";
import { validateRule } from "./alert-rule-check.ts";
import { compareFractions, fraction, fractionToDecimal, fractionToText, parseDecimal } from "./fraction.ts";
import { errorBudgetRatio, objectiveTerms } from "./objective-terms.ts";

const DAY = 1440;
const policy = (target: string, days: number): readonly AlertRule[] => defaultPolicy(objectiveTerms(target, days * DAY));
const factorsOf = (target: string, days: number): Record<string, string> =>
  Object.fromEntries(policy(target, days).map((rule) => [rule.name, fractionToDecimal(rule.factor, 2)]));
const sharesOf = (target: string, days: number): Record<string, string> =>
  Object.fromEntries(
    policy(target, days).map((rule) => [rule.name, fractionToDecimal(budgetShare(rule, objectiveTerms(target, days * DAY)), 4)]),
  );

describe("the default policy", () => {
  test.each([28, 30, 90, 365])("has the factors 14.4, 6, 3 and 1 for %d days: a longer window does not make people slower", (days) => {
    expect(factorsOf("99.9", days)).toEqual({ "page-1h": "14.40", "page-6h": "6.00", "ticket-1d": "3.00", "ticket-3d": "1.00" });
  });

  test("spends 2, 5, 10 and 10 % of a 30-day budget", () => {
    expect(sharesOf("99.9", 30)).toEqual({ "page-1h": "0.0200", "page-6h": "0.0500", "ticket-1d": "0.1000", "ticket-3d": "0.1000" });
  });

  test("has the row of 7 days with its shares of 8, 20, 40 and 45 %", () => {
    expect(factorsOf("99.9", 7)).toEqual({ "page-1h": "13.44", "page-6h": "5.60", "ticket-1d": "2.80", "ticket-3d": "1.05" });
    expect(sharesOf("99.9", 7)).toEqual({ "page-1h": "0.0800", "page-6h": "0.2000", "ticket-1d": "0.4000", "ticket-3d": "0.4500" });
  });

  test("keeps the factors of 7 days up to 28 days", () => {
    expect(factorsOf("99.9", 14)).toEqual(factorsOf("99.9", 7));
    expect(factorsOf("99.9", 27)).toEqual(factorsOf("99.9", 7));
  });

  test("keeps the shares of 7 days below 7 days, with tickets at 1 where the factor would say that nothing is wrong", () => {
    expect(factorsOf("99.9", 6)).toEqual({ "page-1h": "11.52", "page-6h": "4.80", "ticket-1d": "2.40", "ticket-3d": "1.00" });
    expect(factorsOf("99.9", 3)).toEqual({ "page-1h": "5.76", "page-6h": "2.40", "ticket-1d": "1.20" });
    expect(factorsOf("99.9", 1)).toEqual({ "page-1h": "1.92", "ticket-6h": "1.00" });
  });

  test("has no rule left for a window of an hour", () => {
    expect(defaultPolicy(objectiveTerms("99.9", 60))).toEqual([]);
  });

  test("has the outage rule for targets up to 99.5 %, before all others", () => {
    const [outage] = policy("99", 30);
    expect(outage).toMatchObject({ name: "page-outage", severity: "page", longMinutes: 5, shortMinutes: 1, factor: fraction(50n) });
    expect(factorsOf("99.5", 30)["page-outage"]).toBe("100.00");
    expect(factorsOf("99.51", 30)["page-outage"]).toBeUndefined();
  });

  test("leaves out rules that not even a total outage would fire", () => {
    expect(Object.keys(factorsOf("93.1", 30))).toEqual(["page-outage", "page-1h", "page-6h", "ticket-1d", "ticket-3d"]);
    expect(Object.keys(factorsOf("93", 30))).toEqual(["page-outage", "page-6h", "ticket-1d", "ticket-3d"]);
    expect(Object.keys(factorsOf("83", 30))).toEqual(["page-outage", "ticket-1d", "ticket-3d"]);
    expect(Object.keys(factorsOf("50", 30))).toEqual(["page-outage", "ticket-3d"]);
  });

  test("leaves out the outage rule where the target allows more than half of the requests to fail", () => {
    expect(Object.keys(factorsOf("40", 30))).toEqual(["ticket-3d"]);
  });

  test("asks for five unexplained failures and resolves after five quiet minutes", () => {
    for (const rule of policy("99", 30)) expect(rule).toMatchObject({ minExcess: 5, resolveAfter: 5 });
  });

  test("is free of problems and warnings for every target and window", () => {
    const target = fc.integer({ min: 1, max: 99_999 }).map((thousandths) => String(thousandths / 1000));
    fc.assert(
      fc.property(target, fc.integer({ min: 1, max: 366 }), (percent, days) => {
        const terms = objectiveTerms(percent, days * DAY);
        for (const rule of defaultPolicy(terms)) expect(validateRule(rule, terms)).toEqual({ problems: [], warnings: [] });
      }),
    );
  });

  test("has unique names and pages before tickets", () => {
    for (const days of [1, 3, 6, 7, 28, 90]) {
      const names = policy("99", days).map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names.toSorted((a, b) => Number(b.startsWith("page")) - Number(a.startsWith("page")))).toEqual(names);
    }
  });
});

describe("factors and shares", () => {
  test("a factor and its share of the budget lead to each other", () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10_000n),
        fc.integer({ min: 1, max: 600_000 }),
        fc.integer({ min: 1, max: 5000 }),
        (num, windowMinutes, longMinutes) => {
          const share = fraction(num, 10_000n);
          const factor = factorFromBudgetShare(share, windowMinutes, longMinutes);
          expect(budgetShare({ factor, longMinutes }, { windowMinutes })).toEqual(share);
        },
      ),
    );
  });

  test.each([
    ["0", 43_200, 60],
    ["-0.1", 43_200, 60],
    ["0.1", 0, 60],
    ["0.1", 43_200, 0],
    ["0.1", 43_200.5, 60],
  ])("a share of %s of %d minutes within %d is refused", (share, windowMinutes, longMinutes) => {
    expect(() => factorFromBudgetShare(parseDecimal(share), windowMinutes, longMinutes)).toThrow(RangeError);
  });

  test("the windows of a policy are all lengths once, ascending", () => {
    expect(policyWindows(policy("99", 30))).toEqual([1, 5, 30, 60, 120, 360, 1440, 4320]);
    expect(policyWindows([])).toEqual([]);
  });
});

describe("neverFires", () => {
  const tenth = errorBudgetRatio(objectiveTerms("90", 60));
  test.each([
    ["10.1", 0, true],
    ["10", 0, false],
    ["10", 5, true],
    ["9.99", 5, false],
  ])("with a budget of a tenth, factor %s and an excess of %d: %s", (factor, minExcess, expected) => {
    expect(neverFires({ factor: parseDecimal(factor), minExcess }, tenth)).toBe(expected);
  });
});

test("factors stay exact for windows that do not divide evenly", () => {
  const [page] = defaultPolicy(objectiveTerms("99.9", 5000));
  expect(page && fractionToText(page.factor)).toBe("20/3");
  expect(page && compareFractions(page.factor, fraction(20n, 3n))).toBe(0);
});
