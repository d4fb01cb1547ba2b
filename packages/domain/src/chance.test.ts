import { describe, expect, test } from "vitest";
import {
  type CountsOf,
  chanceIntervals,
  definitionTerms,
  type ExhaustionChance,
  exhaustionChance,
  fraction,
  fractionToNumber,
  type JudgedCounts,
  MINUTES_PER_DAY,
  type ObjectiveTerms,
  objectiveTerms,
  type TermsDefinition,
} from "./index.ts";

const TODAY = Date.UTC(2026, 2, 10) / 60_000;

/** What one day holds: bad of 100,000 events; null: nothing is known. */
type DayBad = number | null;
const EVENTS_PER_DAY = 144_000;

/** Days before TODAY, newest first, every minute of a day like the others. */
const historyOf =
  (badOfDay: (back: number) => DayBad): CountsOf =>
  ({ start, end }) => {
    let sums: JudgedCounts = { bad: 0n, mass: 0n, counted: 0, unjudged: 0 };
    for (let from = start; from < end; ) {
      const dayEnd = (Math.floor(from / MINUTES_PER_DAY) + 1) * MINUTES_PER_DAY;
      const to = Math.min(end, dayEnd);
      const bad = badOfDay(Math.round((TODAY - dayEnd) / MINUTES_PER_DAY));
      if (bad !== null) {
        sums = {
          bad: sums.bad + BigInt((bad * (to - from)) / MINUTES_PER_DAY),
          mass: sums.mass + BigInt((EVENTS_PER_DAY * (to - from)) / MINUTES_PER_DAY),
          counted: sums.counted + (to - from),
          unjudged: 0,
        };
      }
      from = to;
    }
    return sums;
  };

const drawn = (answer: ExhaustionChance) => {
  if (answer.kind !== "drawn") throw new Error(answer.kind);
  return answer;
};
const chance = (badOfDay: (back: number) => DayBad, terms: ObjectiveTerms = objectiveTerms("99", 28 * MINUTES_PER_DAY), at = TODAY) =>
  exhaustionChance({ terms, at, objectiveId: "checkout", countsOf: historyOf(badOfDay) });

describe("the chance that a rolling budget is gone within seven days", () => {
  test("is none, and the band has no width, where every day is the same and within the budget", () => {
    expect(chance(() => 720)).toEqual({
      kind: "drawn",
      paths: 1000,
      exhaustedPaths: 0,
      median: fraction(1n, 2n),
      low: fraction(1n, 2n),
      high: fraction(1n, 2n),
      daysDrawnFrom: 28,
      horizonMinutes: 7 * MINUTES_PER_DAY,
    });
  });

  test("is certain where it is gone now", () => {
    expect(drawn(chance(() => 1441)).exhaustedPaths).toBe(1000);
  });

  test("counts what leaves the window: a bad week that leaves makes room", () => {
    // A whole budget was spent in the oldest week, which has left after seven days; the days since are good.
    const { median, exhaustedPaths } = drawn(chance((back) => (back >= 21 && back < 28 ? 5760 : 144)));
    expect(exhaustedPaths).toBe(1000);
    expect(fractionToNumber(median)).toBeLessThan(0.6);
    const calm = drawn(chance((back) => (back >= 21 && back < 28 ? 5000 : 144)));
    expect(calm.exhaustedPaths).toBeLessThan(1000);
  });

  test("draws the newest seven days twice as often as each of the others", () => {
    // One path is seven draws; 14 of 35 tickets are of the newest days: bad days among them are 2.8 on average.
    const { median, low, high } = drawn(chance((back) => (back < 7 ? 14_400 : 0), objectiveTerms("99", 7 * MINUTES_PER_DAY)));
    // Each bad day of seven is a full budget of 10 times 1/7.
    expect(median).toEqual(fraction(30n, 7n));
    expect(low).toEqual(fraction(10n, 7n));
    expect(high).toEqual(fraction(50n, 7n));
  });

  test("in a window shorter than seven days counts only the days that are still in it", () => {
    const two = drawn(chance(() => 2880, objectiveTerms("99", 2 * MINUTES_PER_DAY)));
    expect(two.median).toEqual(fraction(2n));
    const part = drawn(chance(() => 2880, objectiveTerms("99", 90)));
    expect(part.median).toEqual(fraction(2n));
  });

  test("changes with objective and instant, not with anything else", () => {
    const days = (back: number): DayBad => (back * 1440 * 7919) % 4320;
    const ask = (objectiveId: string) =>
      exhaustionChance({ terms: objectiveTerms("99", 28 * MINUTES_PER_DAY), at: TODAY, objectiveId, countsOf: historyOf(days) });
    expect(ask("checkout")).toEqual(ask("checkout"));
    expect(ask("checkout")).not.toEqual(ask("search"));
  });

  test("draws from days that are known for the greater part, scaled to whole days", () => {
    const half: CountsOf = (interval) => {
      const { bad, mass, counted } = historyOf(() => 720)(interval);
      return { bad: bad / 2n, mass: mass / 2n, counted: counted / 2, unjudged: 0 };
    };
    const answer = exhaustionChance({ terms: objectiveTerms("99", 7 * MINUTES_PER_DAY), at: TODAY, objectiveId: "1", countsOf: half });
    expect(drawn(answer)).toMatchObject({ median: fraction(1n, 2n), daysDrawnFrom: 28 });
    const less = exhaustionChance({
      terms: objectiveTerms("99", 7 * MINUTES_PER_DAY),
      at: TODAY,
      objectiveId: "1",
      countsOf: (interval) => ({ ...half(interval), counted: Math.min(719, half(interval).counted) }),
    });
    expect(less).toEqual({ kind: "too-little-history", knownDays: 0, neededDays: 14 });
  });

  test("is not said with fewer than 14 known days", () => {
    expect(chance((back) => (back < 13 ? 720 : null))).toEqual({ kind: "too-little-history", knownDays: 13, neededDays: 14 });
    expect(chance((back) => (back < 14 ? 720 : null))).toMatchObject({ kind: "drawn", daysDrawnFrom: 14 });
    const young = { ...objectiveTerms("99", 28 * MINUTES_PER_DAY), sloStart: TODAY - 14 * MINUTES_PER_DAY + 1 };
    expect(chance(() => 720, young)).toMatchObject({ kind: "too-little-history", knownDays: 13 });
  });

  test("reads 28 days and what is left of the window at eight instants", () => {
    expect(chanceIntervals({ terms: objectiveTerms("99", 28 * MINUTES_PER_DAY), at: TODAY })).toHaveLength(36);
    expect(chanceIntervals({ terms: objectiveTerms("99", 3 * MINUTES_PER_DAY), at: TODAY })).toHaveLength(28 + 3);
  });

  test("of slices takes whole slices for its days", () => {
    const terms = {
      ...objectiveTerms("99", 28 * MINUTES_PER_DAY),
      slices: { minutes: 60 as const, target: null, noTraffic: "good" as const, missing: "good" as const },
    };
    const days = chanceIntervals({ terms, at: TODAY + 25 }).slice(8);
    expect(days[0]).toEqual({ start: TODAY - MINUTES_PER_DAY, end: TODAY });
    expect(days).toHaveLength(28);
  });
});

describe("the chance that a calendar budget is gone within seven days", () => {
  const monthly = (over: Partial<TermsDefinition> = {}): ObjectiveTerms =>
    definitionTerms({
      targetPercent: "99",
      window: { kind: "calendar", unit: "month", zone: "UTC", weekStart: "monday" },
      method: "occurrences",
      slices: null,
      sloStart: null,
      ...over,
    });

  test("is measured against what the whole period allows, and nothing leaves", () => {
    // 9 days are over and 7 come: 16 of 31 days at the rate of the budget.
    const answer = drawn(chance(() => 1440, monthly()));
    expect(answer).toMatchObject({ median: fraction(16n, 31n), exhaustedPaths: 0, horizonMinutes: 7 * MINUTES_PER_DAY });
    expect(drawn(chance((back) => (back < 9 ? 4960 : 1440), monthly())).exhaustedPaths).toBeGreaterThan(900);
  });

  test("ends with the period, also within a day", () => {
    const at = TODAY + 20.5 * MINUTES_PER_DAY;
    const answer = drawn(chance(() => 1440, monthly(), at));
    expect(answer).toMatchObject({ horizonMinutes: 1.5 * MINUTES_PER_DAY, median: fraction(1n) });
    const over = drawn(chance(() => 1440, monthly(), TODAY + 22 * MINUTES_PER_DAY));
    expect(over).toMatchObject({ horizonMinutes: 0, median: fraction(1n), exhaustedPaths: 0 });
  });

  test("takes a better projection of the allowance when there is one", () => {
    const countsOf = historyOf(() => 1440);
    const answer = exhaustionChance({ terms: monthly(), at: TODAY, objectiveId: "1", countsOf, allowed: fraction(15n * 1440n) });
    expect(drawn(answer)).toMatchObject({ exhaustedPaths: 1000, median: fraction(16n, 15n) });
  });
});
