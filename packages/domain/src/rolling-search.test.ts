import { describe, expect, test } from "vitest";
import { type CountsOf, countsOfTotals, fraction, type MinuteRun, minuteSeriesOfRuns } from "./index.ts";
import { candidateIntervals, firstEnd, type RollingSearch, searchIntervals } from "./rolling-search.ts";

const run = (from: number, minutes: number, bad: number, total = 100): MinuteRun => ({
  from,
  minutes,
  counts: { good: BigInt(total - bad), total: BigInt(total) },
});
const eventsOf = (runs: readonly MinuteRun[]): CountsOf => countsOfTotals(minuteSeriesOfRuns(runs).totalsAt);

/** A window of three hours up to minute 180, half of the events may be bad. */
const search = (until: RollingSearch["until"], future: RollingSearch["future"] = { bad: 0n, mass: 0n, per: 1n }): RollingSearch => ({
  at: 180,
  windowMinutes: 180,
  sloStart: null,
  budgetRatio: fraction(1n, 2n),
  future,
  until,
});

describe("a search through a rolling window", () => {
  test("finds what happens within an hour and is over again at its end", () => {
    // Good events leave first: 40 × 100 of 80 × 100 are bad; at t = 1 more than half are. At t = 80 the bad ones are gone, too.
    const overspent = eventsOf([run(61, 20, 0), run(81, 20, 100)]);
    expect(firstEnd(search("overspent"), overspent)).toBe(62);
    // Bad events leave first: within the budget from t = 82 on, until the good ones leave and the last bad ones are alone.
    const recovered = eventsOf([run(61, 40, 100), run(101, 20, 0), run(150, 2, 100)]);
    expect(firstEnd(search("within-budget"), recovered)).toBe(83);
  });

  test("needs the minutes of no hour where nothing can happen", () => {
    const [calm, now] = [eventsOf([run(0, 180, 1)]), search("overspent", { bad: 1n, mass: 100n, per: 1n })];
    expect(candidateIntervals(now, calm)).toEqual([]);
    expect(firstEnd(now, calm)).toBeNull();
  });

  test("needs no further minutes when it ends exactly at a whole hour", () => {
    const countsOf = eventsOf([run(0, 60, 1), run(60, 120, 100)]);
    const now = search("overspent", { bad: 0n, mass: 1n, per: 1n });
    expect(searchIntervals(now)).toEqual([
      { start: 0, end: 60 },
      { start: 60, end: 120 },
      { start: 120, end: 180 },
      { start: 1, end: 60 },
    ]);
    expect(firstEnd(now, countsOf)).toBe(1);
    expect(candidateIntervals(now, countsOf)).toEqual([{ start: 1, end: 60 }]);
  });

  test("in a window of one minute looks one minute ahead", () => {
    const minute = { ...search("overspent", { bad: 1n, mass: 1n, per: 1n }), windowMinutes: 1 };
    expect(searchIntervals(minute)).toEqual([{ start: 179, end: 180 }]);
    expect(firstEnd(minute, eventsOf([run(179, 1, 0)]))).toBe(1);
    expect(firstEnd({ ...minute, future: { bad: 1n, mass: 2n, per: 1n } }, eventsOf([run(179, 1, 0)]))).toBeNull();
  });

  test("lets nothing leave before the start of the objective is reached", () => {
    const countsOf = eventsOf([run(0, 60, 100), run(60, 120, 40)]);
    const young = { ...search("overspent"), sloStart: 60 };
    expect(searchIntervals(young)[0]).toEqual({ start: 60, end: 120 });
    expect(firstEnd(young, countsOf)).toBeNull();
    // 4800 of 12,000 are bad, and 100 more come every minute.
    expect(firstEnd({ ...young, future: { bad: 1000n, mass: 1000n, per: 10n } }, countsOf)).toBe(25);
  });
});
