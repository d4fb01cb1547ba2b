import { describe, expect, test } from "vitest";
import {
  backgroundOf,
  type CountedMinutes,
  type CountsOf,
  countsOfTotals,
  dayStretches,
  definitionTerms,
  episodeLedger,
  fraction,
  hotRules,
  MINUTES_PER_DAY,
  type MinuteRun,
  minuteSeriesOfRuns,
  type ObjectiveTerms,
  objectiveTerms,
  recoveryIntervals,
  recoveryOf,
  reliefSchedule,
} from "./index.ts";

const DAY = MINUTES_PER_DAY;
const START = Date.UTC(2026, 2, 1) / 60_000;
const monthly = definitionTerms({
  targetPercent: "99",
  window: { kind: "calendar", unit: "month", zone: "UTC", weekStart: "monday" },
  method: "occurrences",
  slices: null,
  sloStart: null,
});

/** Days of 100 events a minute, with so many bad ones at some minutes. */
function minutes(bad: Readonly<Record<number, number>>, days: number): CountedMinutes {
  const each = Array.from({ length: days * DAY }, (_, i) => bad[i] ?? 0);
  return { start: START, good: each.map((failed) => 100 - failed), total: each.map(() => 100), counted: each.map(() => 1) };
}

function reliefOf(terms: ObjectiveTerms, given: CountedMinutes) {
  const at = given.start + given.good.length;
  const rules = hotRules(terms);
  const ledger = episodeLedger({ minutes: given, rules });
  const background = backgroundOf({ minutes: given, rules, ledger, stretches: dayStretches({ start: given.start, end: at }) });
  return reliefSchedule({ terms, at, ledger, background });
}

describe("when budget comes back", () => {
  // Allowed are 2880 in two days: 1440 in one outage on the first day, 720 in one on the second, 2 beside them.
  const terms = objectiveTerms("99", 2 * DAY);
  const outage = (from: number, length: number, failed: number) => Array.from({ length }, (_, i) => [from + i, failed] as const);
  const given = minutes(Object.fromEntries([...outage(600, 16, 90), ...outage(DAY + 100, 8, 90), [5, 1], [DAY + 1000, 1]]), 2);

  test("is dated line by line, in the order in which they have left, until all is back", () => {
    expect(reliefOf(terms, given)).toEqual({
      kind: "as-it-leaves",
      lines: [
        {
          kind: "episode",
          from: START + 600,
          to: START + 616,
          leavesFrom: START + 2 * DAY + 600,
          leavesUntil: START + 2 * DAY + 616,
          bad: 1440n,
          share: fraction(1n, 2n),
          remainingAfter: fraction(2158n, 2880n),
        },
        {
          kind: "background",
          from: START,
          to: START + DAY,
          leavesFrom: START + 2 * DAY,
          leavesUntil: START + 3 * DAY,
          bad: 1n,
          share: fraction(1n, 2880n),
          remainingAfter: fraction(2159n, 2880n),
        },
        {
          kind: "episode",
          from: START + DAY + 100,
          to: START + DAY + 108,
          leavesFrom: START + 3 * DAY + 100,
          leavesUntil: START + 3 * DAY + 108,
          bad: 720n,
          share: fraction(1n, 4n),
          remainingAfter: fraction(2879n, 2880n),
        },
        {
          kind: "background",
          from: START + DAY,
          to: START + 2 * DAY,
          leavesFrom: START + 3 * DAY,
          leavesUntil: START + 4 * DAY,
          bad: 1n,
          share: fraction(1n, 2880n),
          remainingAfter: fraction(1n),
        },
      ],
    });
  });

  test("is nothing to wait for where nothing failed", () => {
    expect(reliefOf(terms, minutes({}, 2))).toEqual({ kind: "as-it-leaves", lines: [] });
  });

  test("is the end of the period for a calendar window", () => {
    expect(reliefOf(monthly, given)).toEqual({
      kind: "at-period-end",
      at: Date.UTC(2026, 3, 1) / 60_000,
      bad: 2162n,
      share: fraction(2162n, 2880n),
    });
  });

  test("needs all of the background", () => {
    const ledger = episodeLedger({ minutes: given, rules: hotRules(terms) });
    const [first] = backgroundOf({
      minutes: given,
      rules: hotRules(terms),
      ledger,
      stretches: [{ start: START, end: START + DAY }],
    });
    expect(() => reliefSchedule({ terms, at: START + 2 * DAY, ledger, background: first === undefined ? [] : [first] })).toThrow(
      "background holds 1 where the ledger has 2",
    );
  });
});

const run = (from: number, length: number, bad: number, total = 100): MinuteRun => ({
  from: START + from,
  minutes: length,
  counts: { good: BigInt(total - bad), total: BigInt(total) },
});
const eventsOf = (runs: readonly MinuteRun[]): CountsOf => countsOfTotals(minuteSeriesOfRuns(runs).totalsAt);

describe("when an overspent budget is back if nothing fails any more", () => {
  const terms = objectiveTerms("99", DAY);
  const at = START + DAY;

  test("is when enough of the failures have left", () => {
    // 1500 of 1440 allowed: 15 minutes of outage, one of which has to leave; 60 more than allowed are 0.6 of a minute.
    const countsOf = eventsOf([run(0, DAY, 0), run(300, 15, 100)]);
    expect(recoveryOf({ terms, at, countsOf })).toEqual({ kind: "recovers", minute: at + 301 });
  });

  test("counts that traffic goes on at the mean of the window while old traffic leaves", () => {
    // The first half had no traffic at all: until it has left, new traffic makes the allowance grow by 1 every two minutes.
    const countsOf = eventsOf([run(0, 720, 0, 0), run(720, 720, 0), run(1000, 8, 100)]);
    // 800 are spent of 720; half a minute's events a minute: 0.5 allowed a minute more, 160 minutes.
    expect(recoveryOf({ terms, at, countsOf })).toEqual({ kind: "recovers", minute: at + 160 });
  });

  test("is at the latest when all of the window has left", () => {
    const countsOf = eventsOf([run(DAY - 1, 1, 100)]);
    expect(recoveryOf({ terms, at, countsOf })).toMatchObject({ kind: "recovers" });
  });

  test("is no question while the budget is not overspent, also when exactly all of it is spent", () => {
    expect(recoveryOf({ terms, at, countsOf: eventsOf([run(0, DAY, 1)]) })).toEqual({ kind: "not-exhausted" });
    expect(recoveryOf({ terms, at, countsOf: eventsOf([]) })).toEqual({ kind: "not-exhausted" });
  });

  test("is the start of the next period for a calendar window", () => {
    const [calendarAt, countsOf] = [START + 10 * DAY, eventsOf([run(0, 10 * DAY, 4)])];
    expect(recoveryOf({ terms: monthly, at: calendarAt, countsOf })).toEqual({ kind: "recovers", minute: START + 31 * DAY });
    const allowed = fraction(BigInt(10 * DAY * 4));
    expect(recoveryOf({ terms: monthly, at: calendarAt, countsOf, allowed })).toEqual({ kind: "not-exhausted" });
    expect(recoveryIntervals({ terms: monthly, at: calendarAt })).toEqual([{ start: START, end: calendarAt }]);
  });

  test("reads nothing of an objective that has not begun", () => {
    const later = { ...terms, sloStart: at };
    expect(recoveryIntervals({ terms: later, at })).toEqual([]);
    expect(recoveryOf({ terms: later, at, countsOf: eventsOf([run(0, DAY, 100)]) })).toEqual({ kind: "not-exhausted" });
  });
});
