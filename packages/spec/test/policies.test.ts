import type { AlertPolicyDefinition, PolicyCondition } from "@solvent/domain";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseDefinitions, toOpenSlo } from "../src/index.ts";

const NAMED = { name: "one", severity: "page", resolveAfter: 5 } as const;
const policy = (...conditions: readonly PolicyCondition[]): AlertPolicyDefinition => ({
  name: "money",
  displayName: null,
  description: null,
  conditions,
  labels: {},
  annotations: {},
});
const burn: PolicyCondition = {
  kind: "burn",
  ...NAMED,
  longMinutes: 90,
  shortMinutes: 5,
  factor: "14.40",
  budgetPercent: null,
  minExcess: 5,
};
const silence: PolicyCondition = { kind: "no-traffic", ...NAMED, forMinutes: 15, leastPerMinute: "2" };
const written = (...conditions: readonly PolicyCondition[]) => parse(toOpenSlo({ policies: [policy(...conditions)] })).spec;

describe("a policy for other tools", () => {
  test.each<[string, PolicyCondition, object]>([
    ["a burn rate", burn, { threshold: 14.4, lookbackWindow: "90m" }],
    // 2 % × 43 200 / 90.
    ["a share of the budget of 30 days", { ...burn, factor: null, budgetPercent: "2" }, { threshold: 9.6, lookbackWindow: "90m" }],
    ["a drop", { kind: "budget-drop", ...NAMED, percent: "10", withinMinutes: 60 }, { threshold: 72, lookbackWindow: "1h" }],
    [
      "a consumption of the whole window",
      { kind: "budget-consumed", name: "one", severity: "page", percent: "50", rearmPercent: "5" },
      { threshold: 0.5, lookbackWindow: "30d" },
    ],
    [
      "a rate that exhausts",
      { kind: "time-to-exhaustion", ...NAMED, withinMinutes: 7000, lookbackMinutes: 60 },
      { threshold: 6.171429, lookbackWindow: "1h" },
    ],
  ])("says %s as the burn rate that it is", (_, condition, expected) => {
    const spec = written(condition);
    expect(spec).toMatchObject({ alertWhenBreaching: true, alertWhenNoData: true, alertWhenResolved: true });
    expect(spec.conditions).toMatchObject([
      {
        kind: "AlertCondition",
        metadata: { name: "one" },
        spec: { severity: "page", condition: { kind: "burnrate", op: "gte", ...expected } },
      },
    ]);
    expect(spec.notificationTargets).toHaveLength(1);
  });

  test("shows the first burn rate, wherever it stands", () => {
    const spec = written(silence, { ...burn, name: "two" });
    expect([spec.alertWhenBreaching, spec.conditions[0].metadata.name]).toEqual([true, "two"]);
  });

  test("asks for nothing but missing data where only traffic counts", () => {
    expect(written(silence)).toMatchObject({ alertWhenBreaching: false, alertWhenNoData: true });
  });

  test("is read without a word when nobody has changed it", () => {
    for (const condition of [burn, { ...burn, factor: null, budgetPercent: "2" }, silence]) {
      expect(parseDefinitions(toOpenSlo({ policies: [policy(condition)] })).diagnostics).toEqual([]);
    }
  });
});

test("a condition and a name of a policy are found where they are written, also inside of an annotation", () => {
  const text = toOpenSlo({ policies: [policy(silence, burn)] });
  const { locate } = parseDefinitions(text);
  const at = (path: readonly (string | number)[]) => {
    const place = locate({ kind: "policy", name: "money" }, path);
    return place === null ? null : text.split("\n")[place.line - 1]?.slice(place.column - 1);
  };
  expect(at(["conditions", 1, "factor"])).toBe("14.40");
  expect(at(["conditions", 0, "forMinutes"])).toBe("15");
  expect(at(["name"])).toBe("money");
});
