import { expect, test } from "vitest";
import { alert, EVIDENCE, fig, pastAlert, sourceDown, VIEW } from "../../test/alert-fixture.ts";
import {
  alertSentence,
  alertState,
  causeText,
  costOf,
  generatedMs,
  generatedText,
  governingBurn,
  lastedText,
  tellText,
  toldText,
} from "./alert-text.ts";

const told = (changes: Partial<ReturnType<typeof alert>["told"]>) => ({ sent: 0, pending: 0, suppressed: 0, dead: 0, ...changes });

test("a sentence says what is true of the alert now, and of one that is over how long it lasted", () => {
  expect(alertSentence(alert(), VIEW)).toBe("Checkout availability pages since 19:00");
  expect(alertSentence(alert({ severity: "ticket" }), VIEW)).toBe("Checkout availability has a ticket open since 19:00");
  expect(alertSentence(pastAlert(), VIEW)).toBe("Checkout availability paged for 14\u202fmin");
  expect(alertSentence(sourceDown(), VIEW)).toBe("Source fleet-metrics does not answer since 17:42");
  expect(alertSentence(alert({ kind: "no-data", evidence: null }), VIEW)).toBe("Checkout availability cannot be seen since 19:00");
  const behind = alert({ kind: "evaluator-behind", subject: { objective: null, source: null } });
  expect(alertSentence(behind, VIEW)).toBe("Solvent is behind with its evaluations since 19:00");
});

test("the lower of the two burn rates governs", () => {
  expect(governingBurn(EVIDENCE)).toBe(EVIDENCE.burnLong);
  expect(governingBurn({ ...EVIDENCE, burnShort: fig(144, 10) })).toEqual(fig(144, 10));
});

test("the cause names both windows and the limit, or the words of the server", () => {
  expect(causeText(alert())).toBe("1\u202fh and 5\u202fmin over 14.4×");
  expect(causeText(sourceDown())).toBe("401 Unauthorized");
});

test("an open alert that nothing is known of is blind, not over", () => {
  expect(alertState(alert())).toBe("firing");
  expect(alertState(alert({ blindSince: "2026-11-24T18:10Z" }))).toBe("blind");
  expect(alertState(pastAlert({ blindSince: "2026-11-20T11:00Z" }))).toBe("resolved");
});

test("a cost that nobody knows yet is a dash, never zero", () => {
  expect(costOf(alert())).toEqual({ share: "–", detail: "counted at its end" });
  expect(costOf(pastAlert())).toEqual({ share: "10.9\u202f%", detail: "2\u202f877 bad" });
  const bill = pastAlert().bill;
  const partly = pastAlert({ bill: bill === null ? null : { ...bill, spent: null, bad: null, missingMinutes: 12 } });
  expect(costOf(partly)).toEqual({ share: "–", detail: "12\u202fmin not known" });
});

test("a cost is approximate while much of the budget's window is unknown", () => {
  const bill = pastAlert().bill;
  const half = { minutes: 40_320, counted: 21_634, excluded: 0 };
  expect(costOf(pastAlert({ bill: bill === null ? null : { ...bill, budgetCoverage: half } })).share).toBe("≈\u202f10.9\u202f%");
});

test.each([
  ["all sent", alert({ told: told({ sent: 3 }) }), "3 sent", ""],
  ["waiting", alert({ told: told({ pending: 1 }) }), "1 waiting 12\u202fmin", ""],
  ["held by a mute", alert({ told: told({ pending: 2 }), mutedUntil: "2026-11-24T20:00:00Z" }), "2 held back", ""],
  ["all given up", alert({ told: told({ dead: 2 }) }), "nobody", "2 given up"],
  ["partly given up", alert({ told: told({ sent: 1, dead: 1, pending: 1 }) }), "1 sent", "1 given up, 1 waiting 12\u202fmin"],
  ["no route", alert({ told: told({}) }), "nobody", "no target is routed"],
  ["no route then", pastAlert({ told: told({}) }), "nobody", "no target was routed"],
  ["found later", pastAlert({ told: told({}), origin: "refill" }), "nobody", "found later, nobody was told"],
  ["suppressed", alert({ told: told({ suppressed: 1 }) }), "1 suppressed", ""],
])("who was told, %s", (_name, subject, text, detail) => {
  expect(toldText(subject, VIEW)).toMatchObject({ text, detail });
});

test("a sentence tells only of what went wrong or waits", () => {
  expect(tellText(alert(), VIEW)).toBe("");
  expect(tellText(alert({ told: told({ dead: 2 }) }), VIEW)).toBe("nobody could be told");
  expect(tellText(alert({ told: told({ sent: 1, dead: 1 }) }), VIEW)).toBe("1 target could not be told");
  expect(tellText(alert({ told: told({ pending: 1 }) }), VIEW)).toBe("nobody is told yet");
  expect(tellText(alert({ told: told({ pending: 1 }), mutedUntil: "2026-11-24T20:00:00Z" }), VIEW)).toBe(
    "nobody is told, muted until 21:00",
  );
  expect(tellText(alert({ told: told({}) }), VIEW)).toBe("nobody is told, no target is routed");
});

test("how long it lasted comes with why it closed, where that is worth telling", () => {
  expect(lastedText(alert(), VIEW.nowMs)).toBe("12\u202fmin");
  expect(lastedText(pastAlert(), VIEW.nowMs)).toBe("lasted 14\u202fmin");
  expect(lastedText(pastAlert({ closeReason: "revised" }), VIEW.nowMs)).toBe("lasted 14\u202fmin, its definition changed");
});

test("generated history is told as long as the window reaches into it", () => {
  const o = { watermark: "2026-11-28T14:12Z", window: { kind: "rolling" as const, minutes: 40_320 }, generatedUntil: "2026-11-28T14:10Z" };
  expect(generatedText(generatedMs(o) ?? 0, "Europe/Paris")).toBe("history before Sat 28 Nov 15:10 is generated");
  expect(generatedMs({ ...o, generatedUntil: null })).toBeNull();
  expect(generatedMs({ ...o, generatedUntil: "2026-10-01T00:00Z" })).toBeNull();
  const month = { kind: "calendar" as const, unit: "month" as const, zone: "Europe/Paris", weekStart: "monday" as const };
  expect(generatedMs({ ...o, window: month, generatedUntil: "2026-10-31T22:59Z" })).toBeNull();
  expect(generatedMs({ ...o, window: month, generatedUntil: "2026-10-31T23:01Z" })).not.toBeNull();
});
