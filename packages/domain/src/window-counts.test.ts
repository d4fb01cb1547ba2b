import { describe, expect, test } from "vitest";
import { toCoverage, windowCounts } from "./window-counts.ts";

describe("windowCounts", () => {
  const totals = { good: 90n, total: 100n, known: 50, active: 30 };

  test("minutes that are neither known nor excluded are missing", () => {
    expect(windowCounts(totals, 60, 4)).toEqual({
      good: 90n,
      total: 100n,
      bad: 10n,
      mass: 100n,
      unjudged: 0,
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
