import { expect, test } from "vitest";
import { type AttentionFacts, type AttentionGroup, attentionGroup } from "./attention.ts";

const cases: [name: string, facts: AttentionFacts, group: AttentionGroup][] = [
  ["a firing page comes first whatever the budget says", { state: "on-target", burnWord: "recovering", firing: "page" }, "act-now"],
  ["a firing page comes first even while blind", { state: "no-data", burnWord: "frozen", firing: "page" }, "act-now"],
  ["an exhausted budget at rest is a decision for Monday", { state: "exhausted", burnWord: "acceptable", firing: null }, "exhausted"],
  ["an exhausted budget that recovers is at rest", { state: "exhausted", burnWord: "recovering", firing: null }, "exhausted"],
  ["an exhausted budget that burns on is at risk", { state: "exhausted", burnWord: "increasing", firing: null }, "at-risk"],
  ["an exhausted budget with an open ticket is at risk", { state: "exhausted", burnWord: "acceptable", firing: "ticket" }, "at-risk"],
  ["no data is never counted as fine", { state: "no-data", burnWord: "frozen", firing: null }, "cannot-see"],
  ["low evidence is too early to say", { state: "low-evidence", burnWord: "acceptable", firing: null }, "too-early"],
  ["an open ticket alone does not move an objective", { state: "on-target", burnWord: "acceptable", firing: "ticket" }, "on-target"],
];

test.each(cases)("%s", (_name, facts, group) => {
  expect(attentionGroup(facts)).toBe(group);
});
