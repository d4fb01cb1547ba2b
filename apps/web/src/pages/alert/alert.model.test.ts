import { expect, test } from "vitest";
import { alert, BILL, EVIDENCE, entry, fig, pastAlert, sourceDown, VIEW } from "../../../test/alert-fixture.ts";
import { objectiveHref, toAlertHead, toBill, toBudgetThen, toEvidenceRows, toTimeline } from "./alert.model.ts";
import { noNotificationText, toNotificationRow } from "./notifications.model.ts";

test("the head says what is true, what it cost, and what was measured at its opening", () => {
  expect(toAlertHead(alert(), VIEW)).toEqual({
    title: "Checkout availability pages since 19:00",
    detail: "At its opening: 1\u202fh 14.5×, 5\u202fmin 41.6×, limit 14.4×.",
  });
  expect(toAlertHead(pastAlert(), VIEW).detail).toMatch(/^It cost 10.9\u202f% of the 28-day budget\. At its opening: /);
  expect(toAlertHead(sourceDown(), VIEW).detail).toBe("401 Unauthorized.");
});

test("both windows are rows, and the lower burn governs", () => {
  expect(toEvidenceRows(EVIDENCE)).toMatchObject([
    { window: "1\u202fh", burn: "14.5×", limit: "14.4×", bad: "685", total: "47\u202f260", governs: true },
    { window: "5\u202fmin", burn: "41.6×", bad: "150", governs: false },
  ]);
  expect(toEvidenceRows({ ...EVIDENCE, burnShort: fig(14) }).map((row) => row.governs)).toEqual([false, true]);
});

test("the budget then and the bill leave out what is not known", () => {
  expect(toBudgetThen(EVIDENCE, "events").map((row) => row.text)).toEqual([
    "32.4\u202f%",
    "13\u202fmin 5\u202fs",
    "99.9\u202f%",
    "page-1h-5m",
    "revision 14",
  ]);
  const unknown = { ...EVIDENCE, budgetLeft: null, budgetLeftMinutes: null };
  expect(toBudgetThen({ ...unknown, budgetCoverage: null }, "events").map((row) => row.term)).toEqual(["Rule", "Definition"]);
  expect(toBill(pastAlert(), VIEW).map((row) => row.text)).toEqual([
    "10.9\u202f% of the budget",
    "2\u202f877 of 60\u202f000",
    "18:38",
    "19:36",
    "36.6\u202f%",
    "14\u202fmin 45\u202fs",
    "99.9\u202f%",
  ]);
  expect(toBill(alert(), VIEW)).toEqual([]);
});

test("a budget of which too little is known is not stated, but how much is known", () => {
  const little = {
    budgetLeft: null,
    budgetLeftMinutes: null,
    budgetReason: "52\u202fmin of 28\u202fd are known",
    budgetCoverage: { minutes: 40_320, counted: 52, excluded: 0 },
  };
  const rows = (list: readonly { term: string; text: string }[]) => Object.fromEntries(list.map(({ term, text }) => [term, text]));
  expect(rows(toBudgetThen({ ...EVIDENCE, ...little }, "events"))).toEqual({
    "Budget left": "not known yet: 52\u202fmin of 28\u202fd are known",
    Coverage: "0.1\u202f%",
    Rule: "page-1h-5m",
    Definition: "revision 14",
  });
  const bill = rows(toBill(pastAlert({ bill: { ...BILL, spent: null, ...little } }), VIEW));
  expect(bill).toMatchObject({ "Left after it": "not known yet: 52\u202fmin of 28\u202fd are known", "Bad requests": expect.any(String) });
  expect(Object.keys(bill)).not.toContain("Cost");
});

test("the time line goes from the onset to the end, with silence in between", () => {
  const silent = alert({ blindSince: "2026-11-24T18:10Z" });
  expect(toTimeline(silent, VIEW).map((item) => [item.at, item.what])).toEqual([
    ["18:38", "Onset"],
    ["19:00", "Page: rule page-1h-5m"],
    ["19:10", "Blind"],
  ]);
  expect(toTimeline(pastAlert({ onset: null }), VIEW).at(-2)).toMatchObject({ what: "Over", detail: "lasted 14\u202fmin" });
  expect(toTimeline(sourceDown(), VIEW)).toMatchObject([{ at: "17:42", what: "Page", detail: "401 Unauthorized" }]);
});

test("the objective opens at a range that has the alert in it", () => {
  expect(objectiveHref(alert(), VIEW.nowMs)).toBe("/objectives/checkout-availability?range=6h");
  expect(objectiveHref(pastAlert({ onset: "2026-11-20T10:30Z" }), VIEW.nowMs)).toBe(
    "/objectives/checkout-availability?range=6h&until=2026-11-20T12%3A33Z",
  );
  expect(objectiveHref(alert({ onset: "2026-11-20T18:00Z" }), VIEW.nowMs)).toBe("/objectives/checkout-availability?range=7d");
  expect(objectiveHref(sourceDown(), VIEW.nowMs)).toBeNull();
});

test("a notification says where, how it went, and the answer in the target's words", () => {
  expect(toNotificationRow(entry(), VIEW)).toMatchObject({
    target: "payments-chat",
    event: "that it fired",
    state: { word: "Sent" },
    when: "19:00",
    whenDetail: "",
    attempt: "attempt 1",
    answer: "accepted, HTTP 200 · “ok”",
    retryable: false,
  });
});

const delivery = entry().delivery;
const refusal = delivery && { ...delivery, attempt: 3, accepted: false, status: 404, failureClass: "refused", answer: "channel_not_found" };

test("one that was given up can be sent again, unless its target is gone", () => {
  const dead = entry({ state: "dead", reason: "refused for good", settledAt: "2026-11-24T18:03:03Z", delivery: refusal });
  expect(toNotificationRow(dead, VIEW)).toMatchObject({
    state: { word: "Given up", tone: "spent" },
    whenDetail: "after 3\u202fmin",
    why: "refused for good",
    answer: "refused, HTTP 404 · “channel_not_found”",
    retryable: true,
  });
  expect(toNotificationRow({ ...dead, targetDeleted: true }, VIEW)).toMatchObject({ retryable: false, href: null });
});

test("one that waits says for how long, and a lost answer is not a refusal", () => {
  const waiting = entry({ state: "pending", settledAt: null, delivery: null });
  expect(toNotificationRow(waiting, VIEW)).toMatchObject({
    state: { word: "Waiting" },
    whenDetail: "waits for 12\u202fmin",
    attempt: "not tried",
  });
  const lost = entry({
    state: "pending",
    settledAt: null,
    delivery: delivery && { ...delivery, accepted: null, status: null, answer: null },
  });
  expect(toNotificationRow(lost, VIEW).answer).toBe("no answer was seen, it may have arrived");
  const shared = entry({ delivery: delivery && { ...delivery, carried: 4, form: "summary" } });
  expect(toNotificationRow(shared, VIEW).answer).toContain("one message for 4 notifications");
});

test("without any notification the page says why", () => {
  expect(noNotificationText(alert())).toContain("no target is routed to");
  expect(noNotificationText(pastAlert({ origin: "refill" }))).toContain("Found later");
});
