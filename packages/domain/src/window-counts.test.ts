import { describe, expect, test } from "vitest";
import { rollingPeriod, toCoverage, windowCounts } from "./window-counts.ts";

describe("windowCounts", () => {
  const totals = { good: 90n, total: 100n, known: 50, active: 30 };

  test("minutes that are neither known nor excluded are missing", () => {
    expect(windowCounts(totals, 60, 4)).toEqual({
      good: 90n,
      total: 100n,
      minutes: 60,
      counted: 50,
      missing: 6,
      excluded: 4,
      noTraffic: 20,
    });
  });

  test("without exclusions everything unknown is missing", () => {
    expect(windowCounts(totals, 60)).toMatchObject({ missing: 10, excluded: 0 });
  });

  test("the coverage is the counts without the events", () => {
    expect(toCoverage(windowCounts(totals, 60))).toEqual({ minutes: 60, counted: 50, missing: 10, excluded: 0, noTraffic: 20 });
  });
});

describe("rollingPeriod", () => {
  test("covers the window before the watermark", () => {
    expect(rollingPeriod({ at: 1000, windowMinutes: 60 })).toEqual({
      periodStart: 940,
      periodEnd: 1000,
      start: 940,
      end: 1000,
      partial: false,
    });
  });

  test("begins with the objective while that is younger than its window", () => {
    expect(rollingPeriod({ at: 1000, windowMinutes: 60, sloStart: 970 })).toMatchObject({ periodStart: 940, start: 970, partial: true });
  });

  test("is no longer partial once the window has passed", () => {
    expect(rollingPeriod({ at: 1000, windowMinutes: 60, sloStart: 940 }).partial).toBe(false);
    expect(rollingPeriod({ at: 1000, windowMinutes: 60, sloStart: 941 }).partial).toBe(true);
  });

  test("is empty, not negative, before the objective begins", () => {
    expect(rollingPeriod({ at: 1000, windowMinutes: 60, sloStart: 2000 })).toMatchObject({ start: 1000, end: 1000, partial: true });
  });
});
