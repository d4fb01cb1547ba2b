import { expect, test } from "vitest";
import { memberDefinition } from "./group-member.ts";
import type { MeasuredIndicator } from "./indicator.ts";
import type { ObjectiveDefinition } from "./objective.ts";

const indicator = (query: string): MeasuredIndicator => ({
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "prom", spec: { query: `${query}_bad` } },
  total: { source: "prom", spec: { query } },
});

const objective: ObjectiveDefinition = {
  name: "checkout",
  displayName: "Checkout",
  description: "Orders",
  service: "shop",
  indicator: indicator("all"),
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 40_320 },
  method: "occurrences",
  slices: null,
  sloStart: null,
  alertPolicies: [],
  labels: { tier: "gold", route: "any" },
  annotations: { runbook: "https://example.org" },
};

const memberOf = (labels: Record<string, string>, groupBy = Object.keys(labels)) =>
  memberDefinition({ objective, groupBy, cap: 500 }, { name: "checkout-a", labels, indicator: indicator("one") });

test("an objective of a group is the group's definition with its own indicator, name and labels", () => {
  expect(memberOf({ route: "/a", method: "GET" })).toEqual({
    ...objective,
    name: "checkout-a",
    displayName: "Checkout · route=/a, method=GET",
    indicator: indicator("one"),
    labels: { tier: "gold", route: "/a", method: "GET" },
  });
});

test("names and values that are too long are cut, without half a character", () => {
  const { displayName, labels } = memberOf({ route: `${"x".repeat(180)}${"😀".repeat(600)}` });
  expect(displayName).toHaveLength(200);
  expect(labels.route?.length).toBeLessThanOrEqual(1024);
  expect(displayName).toMatch(/😀…$/u);
  expect(labels.route).toMatch(/😀…$/u);
});

test("a label that OpenSLO cannot name is shown in the display name only", () => {
  const { displayName, labels } = memberOf({ _zone: "a" });
  expect(displayName).toBe("Checkout · _zone=a");
  expect(labels).toEqual(objective.labels);
});
