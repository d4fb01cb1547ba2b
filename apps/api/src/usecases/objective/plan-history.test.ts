import { type CalendarUnit, isoOfMinute } from "@solvent/domain";
import { expect, test } from "vitest";
import { historyStart, planHistory } from "./plan-history.ts";

const DAY = 1440;
const HOUR = Date.UTC(2026, 4, 13, 10) / 60_000;
const limits = { backfillDays: 31, retentionDays: 100 };

test.each([
  ["a 7-day window", 7 * DAY, 31],
  ["a 28-day window", 28 * DAY, 31],
  ["a 30-day window", 30 * DAY, 31],
  ["a 90-day window", 90 * DAY, 91],
  ["a window longer than minutes are kept", 366 * DAY, 100],
])("%s asks for its length and a day more, within what is configured", (_name, minutes, days) => {
  expect(historyStart({ kind: "rolling", minutes }, HOUR, limits)).toBe(HOUR - days * DAY);
});

test.each<[CalendarUnit, string, string]>([
  ["day", "Europe/Paris", "2026-04-12T10:00Z"],
  ["month", "Europe/Paris", "2026-04-12T10:00Z"],
  ["quarter", "Europe/Paris", "2026-03-30T22:00Z"],
  ["quarter", "Asia/Kathmandu", "2026-03-30T18:00Z"],
  ["year", "Europe/Paris", "2026-02-02T10:00Z"],
])("a calendar %s in %s asks for history from %s on: from its beginning and a day more", (unit, zone, from) => {
  expect(isoOfMinute(historyStart({ kind: "calendar", unit, zone, weekStart: "monday" }, HOUR, limits))).toBe(from);
});

test("on the hour at which a period ends its whole length is still asked for", () => {
  const midnight = Date.UTC(2026, 6, 1) / 60_000;
  const start = historyStart({ kind: "calendar", unit: "quarter", zone: "UTC", weekStart: "monday" }, midnight, limits);
  expect(isoOfMinute(start)).toBe("2026-03-31T00:00Z");
});

test("a stream that reaches far enough back needs nothing", () => {
  expect(planHistory({ firstMinute: 600, unfinished: null }, 600)).toEqual({ kind: "nothing" });
  expect(planHistory({ firstMinute: 540, unfinished: { id: 1n, fromMinute: 60 } }, 600)).toEqual({ kind: "nothing" });
});

test("a stream without unfinished history gets a back-fill that ends where its coverage begins", () => {
  expect(planHistory({ firstMinute: 600, unfinished: null }, 60)).toEqual({ kind: "queue", fromMinute: 60, toMinute: 600 });
});

test("an unfinished back-fill is extended, never doubled and never shortened", () => {
  expect(planHistory({ firstMinute: 600, unfinished: { id: 7n, fromMinute: 120 } }, 60)).toEqual({
    kind: "extend",
    id: 7n,
    fromMinute: 60,
  });
  expect(planHistory({ firstMinute: 600, unfinished: { id: 7n, fromMinute: 60 } }, 120)).toEqual({
    kind: "extend",
    id: 7n,
    fromMinute: 60,
  });
});
