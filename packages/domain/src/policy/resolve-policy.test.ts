import { describe, expect, it } from "vitest";
import { defaultPolicy } from "../alert-policy.ts";
import { rulesForMethod } from "../alert-slices.ts";
import { fraction } from "../fraction.ts";
import { definitionTerms, objectiveTerms } from "../objective-terms.ts";
import type { AlertPolicyDefinition, PolicyCondition } from "./policy-definition.ts";
import { resolvePolicy } from "./resolve-policy.ts";
import { burn } from "./test/conditions.ts";

const TERMS = objectiveTerms("99.9", 43_200);

const policy = (name: string, conditions: readonly PolicyCondition[]): AlertPolicyDefinition => ({
  name,
  displayName: null,
  description: null,
  conditions,
  labels: {},
  annotations: {},
});

describe("resolvePolicy", () => {
  it("is the default policy under its own names without a policy", () => {
    expect(resolvePolicy([], TERMS)).toEqual({ rules: defaultPolicy(TERMS), conditions: [] });
  });

  it("names every condition after its policy, in the order of the policies", () => {
    const drop: PolicyCondition = {
      kind: "budget-drop",
      name: "tenth",
      severity: "page",
      percent: "10",
      withinMinutes: 60,
      resolveAfter: 5,
    };
    const { rules, conditions } = resolvePolicy([policy("b", [drop, burn()]), policy("a", [burn({ name: "slow" })])], TERMS);
    expect(rules.map(({ name }) => name)).toEqual(["b/fast", "a/slow"]);
    expect(conditions).toEqual([{ name: "b/tenth", condition: drop }]);
  });

  it("reads a factor as it is written", () => {
    const [rule] = resolvePolicy([policy("a", [burn()])], TERMS).rules;
    expect(rule).toEqual({ ...burnRule, factor: fraction(144n, 10n), budgetShare: null });
  });

  it("computes the factor from a share of the budget: 2 % of 30 d within 1 h is 14.4", () => {
    const [rule] = resolvePolicy([policy("a", [burn({ factor: null, budgetPercent: "2" })])], TERMS).rules;
    expect(rule).toEqual({ ...burnRule, factor: fraction(144n, 10n), budgetShare: fraction(2n, 100n) });
  });

  it("leaves raising to whole slices to the method, which then follows the share", () => {
    const slices = { minutes: 60, targetPercent: "99", noTraffic: "good", missing: "exclude" } as const;
    const terms = definitionTerms({
      targetPercent: "99",
      window: { kind: "rolling", minutes: 43_200 },
      method: "timeslices",
      slices,
      sloStart: null,
    });
    const { rules } = resolvePolicy([policy("a", [burn({ longMinutes: 90, shortMinutes: 5, factor: null, budgetPercent: "2" })])], terms);
    expect(rules[0]).toMatchObject({ longMinutes: 90, factor: fraction(96n, 10n) });
    expect(rulesForMethod(rules, terms)[0]).toMatchObject({ longMinutes: 120, shortMinutes: 60, factor: fraction(72n, 10n) });
  });

  it.each<[string, PolicyCondition]>([
    ["neither factor nor share", burn({ factor: null })],
    ["factor and share", burn({ budgetPercent: "2" })],
    ["a factor that is no number", burn({ factor: "fast" })],
    ["a share of nothing", burn({ factor: null, budgetPercent: "0" })],
    [
      "a share of the budget that is no number",
      { kind: "budget-consumed", name: "x", severity: "page", percent: "ten", rearmPercent: "5" },
    ],
    ["traffic that is no number", { kind: "no-traffic", name: "x", severity: "page", forMinutes: 10, leastPerMinute: "", resolveAfter: 5 }],
  ])("refuses %s", (_, condition) => {
    expect(() => resolvePolicy([policy("a", [condition])], TERMS)).toThrow(RangeError);
  });
});

const burnRule = { name: "a/fast", severity: "page", longMinutes: 60, shortMinutes: 5, minExcess: 5, resolveAfter: 5 };
