import { expect, test } from "vitest";
import { budgetName, wholePeriod, windowCell, windowLine, windowName, windowPromise, windowStartMs } from "./window-text.ts";

const DAYS_28 = { kind: "rolling", minutes: 40_320 } as const;
const MONTH = { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" } as const;
const WEEK = { ...MONTH, unit: "week", weekStart: "sunday" } as const;
const DAY = { ...MONTH, unit: "day" } as const;

test("a rolling window is named by its length, a calendar one by the period that runs", () => {
  expect([DAYS_28, MONTH, WEEK, DAY].map(windowName)).toEqual(["28\u202fd", "this month", "this week", "today"]);
  expect([DAYS_28, MONTH].map(windowCell)).toEqual(["28\u202fd", "month"]);
  expect([DAYS_28, MONTH, DAY].map(budgetName)).toEqual(["the 28-day budget", "this month's budget", "today's budget"]);
  expect([DAYS_28, MONTH].map(wholePeriod)).toEqual(["the whole 28\u202fd", "the whole month"]);
});

test("the promise names the calendar, its zone, and the day a week begins on", () => {
  expect(windowPromise(DAYS_28)).toBe("over 28 days, rolling");
  expect(windowPromise({ kind: "rolling", minutes: 90 })).toBe("over 90\u202fmin, rolling");
  expect(windowPromise(MONTH)).toBe("in every calendar month, Europe/Paris");
  expect(windowPromise(WEEK)).toBe("in every calendar week from Sunday on, Europe/Paris");
});

test.each([
  [DAYS_28, "2026-11-24T18:12Z", "2026-11-24T18:12Z", "28-day window"],
  [MONTH, "2026-11-18T12:00Z", "2026-11-30T23:00Z", "this month · Europe/Paris, 12 days left"],
  [MONTH, "2026-11-30T12:00Z", "2026-11-30T23:00Z", "this month · Europe/Paris, 11\u202fh left"],
  [MONTH, "2026-11-30T23:00Z", "2026-11-30T23:00Z", "this month · Europe/Paris, complete"],
] as const)("%j at %s of a period that ends at %s: %s", (window, to, periodEnd, text) => {
  expect(windowLine(window, { to, periodEnd })).toBe(text);
});

test("a calendar window begins with its period, at midnight still with the one that is finished", () => {
  expect(windowStartMs({ window: DAYS_28, watermark: "2026-11-28T00:00Z" })).toBe(Date.parse("2026-10-31T00:00Z"));
  expect(windowStartMs({ window: MONTH, watermark: "2026-11-24T18:12Z" })).toBe(Date.parse("2026-10-31T23:00Z"));
  expect(windowStartMs({ window: MONTH, watermark: "2026-11-30T23:00Z" })).toBe(Date.parse("2026-10-31T23:00Z"));
});
