import { expect, test } from "vitest";
import { historyMinutes, planHistory } from "./plan-history.ts";

const DAY = 1440;
const limits = { backfillDays: 31, retentionDays: 100 };

test.each([
  ["a 7-day window", 7 * DAY, 31],
  ["a 28-day window", 28 * DAY, 31],
  ["a 30-day window", 30 * DAY, 31],
  ["a 90-day window", 90 * DAY, 91],
  ["a window longer than minutes are kept", 366 * DAY, 100],
])("%s asks for its length and a day more, within what is configured", (_name, windowMinutes, days) => {
  expect(historyMinutes(windowMinutes, limits)).toBe(days * DAY);
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
