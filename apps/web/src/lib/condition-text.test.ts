import type { Alert } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { alert, fig, VIEW } from "../../test/alert-fixture.ts";
import { alertSentence, causeText, openingOf } from "./alert-text.ts";
import { conditionLimit, conditionValue } from "./condition-text.ts";

test.each([
  ["budget-consumed", fig(521, 1000), fig(1, 2), "52.1\u202f%", "50\u202f%"],
  ["budget-drop", fig(1, 8), fig(1, 40), "12.5\u202f%", "2.5\u202f%"],
  ["time-to-exhaustion", fig(4321), fig(4320), "3\u202fd", "3\u202fd"],
  ["time-to-exhaustion", null, fig(4320), "not at this rate", "3\u202fd"],
  ["no-traffic", 0, fig(10), "0 events", "10\u202fmin"],
  ["no-traffic", "1", fig(10), "1 event", "10\u202fmin"],
  ["budget-consumed", null, fig(1, 2), "not judged", "50\u202f%"],
] as const)("%s: value and limit as they are read", (kind, value, limit, seen, set) => {
  expect([conditionValue(kind, value), conditionLimit(kind, limit)]).toEqual([seen, set]);
});

const conditional = (kind: Alert["kind"], changes: Partial<Alert> = {}): ReturnType<typeof alert> =>
  alert({
    kind,
    evidence: null,
    condition: { rule: "watch/half", sentence: "50\u202f% of the budget or more is consumed.", value: fig(521, 1000), limit: fig(1, 2) },
    ...changes,
  });

test("an alert about the budget is named by whom it calls, silence of traffic by what happens", () => {
  expect(alertSentence(conditional("budget-consumed"), VIEW)).toBe("Checkout availability pages since 19:00");
  expect(alertSentence(conditional("no-traffic"), VIEW)).toBe("Checkout availability has no traffic since 19:00");
  const over = { state: "resolved", closedAt: "2026-11-24T18:10Z" } as const;
  expect(alertSentence(conditional("no-traffic", over), VIEW)).toBe("Checkout availability had no traffic for 10\u202fmin");
  expect(alertSentence(conditional("budget-drop", { ...over, severity: "ticket" }), VIEW)).toBe(
    "Checkout availability had a ticket open for 10\u202fmin",
  );
});

test("its cause is what it looks for, its opening what it saw", () => {
  expect(causeText(conditional("budget-consumed"))).toBe("50\u202f% of the budget or more is consumed");
  expect(openingOf(conditional("budget-consumed"))).toEqual({ value: "52.1\u202f%", limit: "limit 50\u202f%" });
  expect(openingOf(alert())).toEqual({ value: "14.5×", limit: "limit 14.4×" });
  expect(openingOf(alert({ kind: "no-data", evidence: null }))).toEqual({ value: "–", limit: "" });
});
