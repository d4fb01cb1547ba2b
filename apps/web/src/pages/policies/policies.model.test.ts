import type { AlertPolicy, PolicyPreview } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { initialFields, KIND_LIST, KINDS } from "./condition-fields.ts";
import { newCondition, newPolicyDraft, type PolicyDraft, parseConditions, parsePolicy, policyDraft, withKind } from "./policy-draft.ts";
import { basisText, refusalOf, toDetectionRows, toPreviewRows, warningsOf } from "./policy-text.ts";
import { basisProblems, decodeBasis, encodeBasis, previewInput } from "./preview-basis.ts";

const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });

const POLICY: AlertPolicy = {
  name: "watch",
  displayName: null,
  description: "why",
  conditions: [
    {
      kind: "burn",
      name: "fast",
      severity: "page",
      longMinutes: 60,
      shortMinutes: 5,
      factor: null,
      budgetPercent: "2",
      minExcess: 0,
      resolveAfter: 3,
    },
    { kind: "budget-consumed", name: "half", severity: "ticket", percent: "50.5", rearmPercent: "1" },
    { kind: "budget-drop", name: "drop", severity: "page", percent: "10", withinMinutes: 90, resolveAfter: 5 },
    { kind: "time-to-exhaustion", name: "soon", severity: "ticket", withinMinutes: 4320, lookbackMinutes: 60, resolveAfter: 5 },
    { kind: "no-traffic", name: "silent", severity: "ticket", forMinutes: 10, leastPerMinute: "0.5", resolveAfter: 5 },
  ],
  labels: { tier: "1" },
  annotations: {},
  revision: 3,
  author: "local",
  createdAt: "2026-10-02T08:00:00Z",
  updatedAt: "2026-10-02T08:00:00Z",
  objectives: [],
  openslo: "",
};

const named = (changes: Partial<PolicyDraft> = {}): PolicyDraft => ({ ...newPolicyDraft(), name: "watch", ...changes });
const problemsOf = (draft: PolicyDraft): Record<string, string> => {
  const parsed = parsePolicy(draft);
  return "problems" in parsed ? Object.fromEntries(parsed.problems) : {};
};
const withFields = (kind: (typeof KIND_LIST)[number], fields: Record<string, string>) => {
  const condition = newCondition(kind, []);
  return named({ conditions: [{ ...condition, fields: { ...condition.fields, ...fields } }] });
};

test("a stored policy read into the form is saved as it was, exact decimals and labels too", () => {
  const { name, displayName, description, conditions, labels, annotations } = POLICY;
  expect(parsePolicy(policyDraft(POLICY))).toEqual({ input: { name, displayName, description, conditions, labels, annotations } });
});

test.each(KIND_LIST)("a new condition of kind %s can be saved as it is", (kind) => {
  expect(problemsOf(named({ conditions: [newCondition(kind, [])] }))).toEqual({});
});

test.each([
  ["burn", { longMinutes: "1 week" }, "conditions.0.longMinutes"],
  ["burn", { shortMinutes: "2h" }, "conditions.0.shortMinutes"],
  ["burn", { factor: "0" }, "conditions.0.factor"],
  ["burn", { factor: "14,4" }, "conditions.0.factor"],
  ["burn", { minExcess: "-1" }, "conditions.0.minExcess"],
  ["budget-consumed", { percent: "" }, "conditions.0.percent"],
  ["budget-drop", { resolveAfter: "0" }, "conditions.0.resolveAfter"],
  ["no-traffic", { forMinutes: "0m" }, "conditions.0.forMinutes"],
] as const)("what is wrong with a condition of kind %s (%j) is said at %s alone", (kind, fields, path) => {
  expect(Object.keys(problemsOf(withFields(kind, fields)))).toEqual([path]);
});

test("names are checked, and two conditions may not share one", () => {
  expect(Object.keys(problemsOf(named({ name: "Watch Me" })))).toEqual(["name"]);
  const condition = newCondition("burn", []);
  expect(Object.keys(problemsOf(named({ conditions: [condition, { ...condition, key: "x" }] })))).toEqual(["conditions.1.name"]);
  expect(newCondition("burn", ["burn", "burn-2"]).name).toBe("burn-3");
});

test("conditions can be tried before the policy has a name", () => {
  expect(parseConditions(newPolicyDraft())).toMatchObject([{ kind: "burn", factor: "14.4", budgetPercent: null }]);
  expect(parseConditions(withFields("burn", { factor: "x" }))).toBeNull();
});

test("another kind keeps a chosen name and the severity, and takes the fields of its own", () => {
  const draft = { ...newCondition("burn", []), name: "mine", severity: "ticket" as const };
  expect(withKind(draft, "budget-drop", [])).toMatchObject({
    kind: "budget-drop",
    name: "mine",
    severity: "ticket",
    fields: initialFields("budget-drop"),
    key: draft.key,
  });
  expect(withKind(newCondition("burn", []), "no-traffic", []).name).toBe(KINDS["no-traffic"].name);
});

test("the address keeps what conditions are tried on", () => {
  const terms = { objective: "", target: "99.5", days: "30", traffic: "60" };
  const params = encodeBasis(new URLSearchParams("x=1"), terms);
  expect(params.toString()).toBe("x=1&target=99.5&days=30&traffic=60");
  expect(decodeBasis(params, "checkout")).toEqual(terms);
  expect(decodeBasis(new URLSearchParams(), "checkout").objective).toBe("checkout");
  expect(encodeBasis(params, { ...terms, objective: "checkout" }).toString()).toBe("x=1&objective=checkout");
  expect(decodeBasis(new URLSearchParams("objective=<script>"), null)).toMatchObject({ objective: "", target: "99.9", days: "28" });
});

test("terms that make no sense are said at their field, and nothing is asked", () => {
  const basis = { objective: "", target: "100", days: "0", traffic: "many" };
  expect(Object.values(basisProblems(basis)).every((problem) => problem !== null)).toBe(true);
  expect(previewInput(basis, POLICY.conditions)).toBeNull();
  expect(previewInput({ ...basis, objective: "checkout" }, POLICY.conditions)).toMatchObject({ objective: "checkout", terms: null });
  expect(previewInput({ objective: "", target: "99", days: "7", traffic: "" }, POLICY.conditions)).toMatchObject({
    terms: { targetPercent: "99", window: { kind: "rolling", minutes: 10_080 }, eventsPerMinute: null },
  });
});

const PREVIEW: PolicyPreview = {
  targetPercent: "99.9",
  windowMinutes: 43_200,
  eventsPerMinute: fig(1800, 2),
  allowedBad: null,
  conditions: [
    {
      condition: POLICY.conditions[0] as PolicyPreview["conditions"][number]["condition"],
      policy: "watch",
      sentence: "the budget burns at 14.4× or more",
      factor: fig(144, 10),
      budgetShare: fig(1, 50),
      longMinutes: 60,
      shortMinutes: 5,
      findings: [
        { severity: "warning", code: "w", field: "factor", message: "at 900 events a minute 5 bad are 0.09 %" },
        { severity: "problem", code: "p", field: "factor", message: "1000 is the highest rate there is" },
      ],
      detection: [
        { failure: "full-outage", errorRatio: fig(1), detectMinutes: fig(432, 500), spentAtDetection: fig(2, 100), resetMinutes: fig(5) },
        { failure: "burn-2", errorRatio: fig(2, 1000), detectMinutes: null, spentAtDetection: null, resetMinutes: null },
      ],
    },
  ],
};

test("a preview says what it rests on, when it fires, and never in so many words", () => {
  expect(basisText(PREVIEW)).toBe("99.9\u202f% over 30\u202fd · 900 events a minute");
  expect(toPreviewRows(PREVIEW)).toMatchObject([
    {
      name: "watch/fast",
      sentence: "The budget burns at 14.4× or more.",
      facts: "2.0\u202f% of the budget is gone when it fires at its limit · evaluated at 14.4× over 1\u202fh and 5\u202fmin",
      warnings: ["At 900 events a minute 5 bad are 0.09 %."],
      problems: ["1000 is the highest rate there is."],
    },
  ]);
  expect(toDetectionRows(PREVIEW.conditions[0]?.detection ?? [])).toEqual([
    { failure: "Everything fails", detect: "52\u202fs", spent: "2.0\u202f%", reset: "5\u202fmin", never: false },
    { failure: "2× what is allowed", detect: "never", spent: "–", reset: "–", never: true },
  ]);
});

test("the first problem is why nothing is saved; warnings are listed once", () => {
  expect(refusalOf(PREVIEW)).toBe("fast: 1000 is the highest rate there is");
  expect(refusalOf({ ...PREVIEW, conditions: [] })).toBeNull();
  expect(warningsOf({ ...PREVIEW, conditions: [...PREVIEW.conditions, ...PREVIEW.conditions] })).toEqual([
    "fast: at 900 events a minute 5 bad are 0.09 %.",
  ]);
});
