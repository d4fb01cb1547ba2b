import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CountsOf, countDays, dayStretches, daysMissed, fraction, MINUTES_PER_DAY, parseTarget } from "./index.ts";

const minuteOf = (iso: string): number => Date.parse(iso) / 60_000;
const START = minuteOf("2026-03-28T00:00Z");

describe("the days of an interval", () => {
  test("are cut where the interval begins and ends within one", () => {
    const interval = { start: START + 600, end: START + 2 * MINUTES_PER_DAY + 1 };
    expect(dayStretches(interval)).toEqual([
      { start: START + 600, end: START + MINUTES_PER_DAY, whole: false },
      { start: START + MINUTES_PER_DAY, end: START + 2 * MINUTES_PER_DAY, whole: true },
      { start: START + 2 * MINUTES_PER_DAY, end: START + 2 * MINUTES_PER_DAY + 1, whole: false },
    ]);
    expect(dayStretches({ start: START, end: START })).toEqual([]);
  });

  test("are those of the zone: the day of the change to summer time has 23 hours", () => {
    const days = dayStretches({ start: minuteOf("2026-03-27T23:00Z"), end: minuteOf("2026-03-30T22:00Z") }, "Europe/Stockholm");
    expect(days.map(({ start, end, whole }) => [end - start, whole])).toEqual([
      [1440, true],
      [1380, true],
      [1440, true],
    ]);
  });

  test.each(["UTC", "Europe/Stockholm", "America/St_Johns", "Asia/Kathmandu"])("tile every interval in %s", (zone) => {
    fc.assert(
      fc.property(fc.integer({ min: START - 500_000, max: START + 500_000 }), fc.integer({ min: 1, max: 20_000 }), (start, length) => {
        const days = dayStretches({ start, end: start + length }, zone);
        expect(days[0]?.start).toBe(start);
        expect(days.at(-1)?.end).toBe(start + length);
        expect(days.slice(1).every((day, i) => day.start === days[i]?.end)).toBe(true);
        expect(days.slice(1, -1).every(({ whole }) => whole)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("are refused in a zone that does not exist", () => {
    expect(() => dayStretches({ start: START, end: START + 1 }, "Mars/Olympus")).toThrow("Mars/Olympus");
  });
});

describe("days missed", () => {
  const bad: Readonly<Record<number, bigint | null>> = { 0: 10n, 1: 11n, 2: 0n, 3: null };
  const countsOf: CountsOf = ({ start, end }) => {
    const failed = bad[(start - START) / MINUTES_PER_DAY] ?? null;
    return failed === null
      ? { bad: 0n, mass: 0n, counted: 0, unjudged: 0 }
      : { bad: failed, mass: 1000n, counted: end - start, unjudged: 0 };
  };
  const days = countDays(dayStretches({ start: START, end: START + 4 * MINUTES_PER_DAY }), countsOf);

  test("are those below the target, each judged by itself; exactly on the target is met, nothing known is neither", () => {
    const result = daysMissed(days, parseTarget("99"));
    expect(result).toMatchObject({ judged: 3, missed: 1 });
    expect(result.days.map(({ sli, met }) => [sli, met])).toEqual([
      [fraction(99n, 100n), true],
      [fraction(989n, 1000n), false],
      [fraction(1n), true],
      [null, null],
    ]);
  });

  test("are counted anew for another target without counting the days again", () => {
    expect(daysMissed(days, parseTarget("98.9")).missed).toBe(0);
    expect(daysMissed(days, parseTarget("99.9")).missed).toBe(2);
  });
});
