import { describe, expect, test } from "vitest";
import { isoOfMinute, MINUTE_MS } from "./minute.ts";
import type { ObjectiveWindow } from "./objective.ts";
import { budgetMinutes, objectivePeriod } from "./period.ts";

const HOUR: ObjectiveWindow = { kind: "rolling", minutes: 60 };
const STOCKHOLM_DAY: ObjectiveWindow = { kind: "calendar", unit: "day", zone: "Europe/Stockholm", weekStart: "monday" };
const minuteOf = (iso: string): number => Date.parse(iso) / MINUTE_MS;

describe("the period of a rolling window", () => {
  const periodOf = (sloStart: number | null) => objectivePeriod({ window: HOUR, sloStart }, 1000);

  test("covers the window before the watermark", () => {
    expect(periodOf(null)).toEqual({ periodStart: 940, periodEnd: 1000, start: 940, end: 1000, partial: false });
  });

  test("begins with the objective while that is younger than its window", () => {
    expect(periodOf(970)).toMatchObject({ periodStart: 940, start: 970, partial: true });
  });

  test("is no longer partial once the window has passed", () => {
    expect([periodOf(940).partial, periodOf(941).partial]).toEqual([false, true]);
  });

  test("is empty, not negative, before the objective begins", () => {
    expect(periodOf(2000)).toMatchObject({ start: 1000, end: 1000, partial: true });
  });

  test("has a budget for its nominal length, however young the objective is", () => {
    expect(budgetMinutes({ window: HOUR, sloStart: 970 }, periodOf(970))).toBe(60);
  });
});

describe("the period of a calendar window", () => {
  const periodAt = (iso: string, sloStart: string | null = null) => {
    const terms = { window: STOCKHOLM_DAY, sloStart: sloStart === null ? null : minuteOf(sloStart) };
    const period = objectivePeriod(terms, minuteOf(iso));
    const { periodStart, periodEnd, start, end, partial } = period;
    return { bounds: [periodStart, periodEnd, start, end].map(isoOfMinute), partial, budget: budgetMinutes(terms, period) };
  };

  test("holds the last closed minute and is counted up to the watermark", () => {
    expect(periodAt("2026-03-29T10:00Z")).toEqual({
      bounds: ["2026-03-28T23:00Z", "2026-03-29T22:00Z", "2026-03-28T23:00Z", "2026-03-29T10:00Z"],
      partial: false,
      budget: 1380,
    });
  });

  test("is still the finished one exactly at its end, and the next one a minute later", () => {
    expect(periodAt("2026-03-29T22:00Z").bounds).toEqual([
      "2026-03-28T23:00Z",
      "2026-03-29T22:00Z",
      "2026-03-28T23:00Z",
      "2026-03-29T22:00Z",
    ]);
    expect(periodAt("2026-03-29T22:01Z").bounds).toEqual([
      "2026-03-29T22:00Z",
      "2026-03-30T22:00Z",
      "2026-03-29T22:00Z",
      "2026-03-29T22:01Z",
    ]);
  });

  test("begins with the objective, and so does its budget", () => {
    expect(periodAt("2026-03-29T10:00Z", "2026-03-29T08:00Z")).toEqual({
      bounds: ["2026-03-28T23:00Z", "2026-03-29T22:00Z", "2026-03-29T08:00Z", "2026-03-29T10:00Z"],
      partial: true,
      budget: 840,
    });
  });

  test("an objective from before the period makes no difference", () => {
    expect(periodAt("2026-03-29T10:00Z", "2026-03-28T23:00Z")).toEqual(periodAt("2026-03-29T10:00Z"));
  });

  test("of an objective that begins later in the period is empty, with a budget for what will be left", () => {
    const { bounds, partial, budget } = periodAt("2026-03-29T10:00Z", "2026-03-29T12:00Z");
    expect([bounds[2], bounds[3], partial, budget]).toEqual(["2026-03-29T10:00Z", "2026-03-29T10:00Z", true, 600]);
    expect(periodAt("2026-03-29T10:00Z", "2026-04-01T00:00Z").budget).toBe(0);
  });
});
