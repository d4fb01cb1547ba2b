import { describe, expect, test } from "vitest";
import { toAdjustment } from "./adjustment.ts";
import { budgetStatus, isWithinRounding } from "./budget-status.ts";
import { type Fraction, fraction, fractionToText } from "./fraction.ts";
import { MINUTE_MS } from "./minute.ts";
import type { BudgetingMethod, ObjectiveWindow, SliceLength } from "./objective.ts";
import { definitionTerms, objectiveTerms } from "./objective-terms.ts";
import { objectivePeriod } from "./period.ts";
import { RATIO_SCALE } from "./slices.ts";
import type { WindowCounts } from "./window-counts.ts";

const minuteOf = (iso: string): number => Date.parse(iso) / MINUTE_MS;
const texts = (...figures: (Fraction | null)[]): (string | null)[] => figures.map((one) => one && fractionToText(one));

const known = { unjudged: 0, minutes: 60, counted: 60, missing: 0, excluded: 0, noTraffic: 0 };
const counts = (good: bigint, total: bigint): WindowCounts => ({
  ...known,
  good: good * 1000n,
  total: total * 1000n,
  bad: (total - good) * 1000n,
  mass: total * 1000n,
});
const statusOf = (good: bigint, total: bigint, target = "99") => {
  const terms = objectiveTerms(target, 60);
  return budgetStatus({ terms, period: objectivePeriod(terms, 60), counts: counts(good, total) });
};

describe("the budget of occurrences over a rolling window", () => {
  test("counts are events, whatever the scale they were stored in", () => {
    const { good, total, bad, mass } = statusOf(5970n, 6000n);
    expect(texts(good, total, bad, mass)).toEqual(["5970/1", "6000/1", "30/1", "6000/1"]);
    const terms = objectiveTerms("99", 60);
    const scaled = budgetStatus({ terms, period: objectivePeriod(terms, 60), counts: counts(5970n, 6000n), eventScale: 1_000_000 });
    expect(texts(scaled.good, scaled.bad, scaled.mass, scaled.sli)).toEqual(["597/100", "3/100", "6/1", "199/200"]);
  });

  test("exactly on target is met and leaves nothing", () => {
    const { met, budget } = statusOf(99_999n, 100_000n, "99.999");
    expect(met).toBe(true);
    expect([budget.remaining.num, budget.remainingFraction.num, budget.minutesRemaining.num]).toEqual([0n, 0n, 0n]);
  });

  test("one event over the budget is not met", () => {
    expect(statusOf(99_998n, 100_000n, "99.999").met).toBe(false);
  });

  test("without events there is no SLI, no verdict, and the whole budget is left", () => {
    const { sli, met, budget } = statusOf(0n, 0n);
    expect([sli, met]).toEqual([null, null]);
    expect(texts(budget.consumedFraction, budget.remainingFraction, budget.minutesRemaining)).toEqual(["0/1", "1/1", "3/5"]);
  });

  test("consumed minutes are equivalent minutes of total outage at average traffic", () => {
    expect(texts(statusOf(0n, 6000n).budget.minutesConsumed, statusOf(3000n, 6000n).budget.minutesConsumed)).toEqual(["60/1", "30/1"]);
  });

  test("a partial window is marked and keeps the nominal minutes", () => {
    const terms = { ...objectiveTerms("99", 60), sloStart: 50 };
    const { partial, window, budget } = budgetStatus({ terms, period: objectivePeriod(terms, 60), counts: counts(10n, 10n) });
    expect([partial, window]).toEqual([true, { start: 50, end: 60 }]);
    expect(texts(budget.minutesAllowed)).toEqual(["3/5"]);
    expect(statusOf(10n, 10n).partial).toBe(false);
  });

  test("nothing is projected", () => {
    expect(statusOf(10n, 10n).budget).toMatchObject({ basis: "observed", projectedTotal: null, projectedConsumedFraction: null });
  });
});

const DAY: ObjectiveWindow = { kind: "calendar", unit: "day", zone: "UTC", weekStart: "monday" };

describe("the budget of occurrences over a calendar period", () => {
  const statusAt = (iso: string, sloStart: string | null = null, projectedTotal: Fraction | null = null) => {
    const start = sloStart === null ? null : minuteOf(sloStart);
    const terms = definitionTerms({ targetPercent: "99", window: DAY, method: "occurrences", slices: null, sloStart: start });
    return budgetStatus({ terms, period: objectivePeriod(terms, minuteOf(iso)), counts: counts(5990n, 6000n), projectedTotal }).budget;
  };

  test("shows what is spent of the allowance of the traffic so far, and of the projected one", () => {
    const budget = statusAt("2026-03-01T06:00Z");
    expect(texts(budget.allowed, budget.consumedFraction)).toEqual(["60/1", "1/6"]);
    expect(texts(budget.projectedTotal, budget.projectedConsumedFraction)).toEqual(["24000/1", "1/24"]);
  });

  test("at its end nothing is projected any more: both figures are the same", () => {
    const budget = statusAt("2026-03-02T00:00Z");
    expect(texts(budget.projectedTotal, budget.projectedConsumedFraction)).toEqual(["6000/1", fractionToText(budget.consumedFraction)]);
  });

  test("is for the minutes from the start of the objective on", () => {
    const budget = statusAt("2026-03-01T18:00Z", "2026-03-01T12:00Z");
    expect(texts(budget.minutesAllowed, budget.projectedTotal)).toEqual(["36/5", "12000/1"]);
  });

  test("before any time has passed there is nothing to project from", () => {
    expect(statusAt("2026-03-01T18:00Z", "2026-03-01T20:00Z")).toMatchObject({ projectedTotal: null, projectedConsumedFraction: null });
  });

  test("a better projection takes the place of the proportional one", () => {
    const budget = statusAt("2026-03-01T06:00Z", null, fraction(10_000n));
    expect(texts(budget.projectedTotal, budget.projectedConsumedFraction)).toEqual(["10000/1", "1/10"]);
  });
});

const slicedTerms = (change: {
  method?: BudgetingMethod;
  minutes?: SliceLength;
  window?: ObjectiveWindow;
  sloStart?: string;
  target?: string;
}) =>
  definitionTerms({
    targetPercent: change.target ?? "99",
    window: change.window ?? DAY,
    method: change.method ?? "timeslices",
    slices: {
      minutes: change.minutes ?? 5,
      targetPercent: change.method === "ratio_timeslices" ? null : "95",
      noTraffic: "good",
      missing: "exclude",
    },
    sloStart: change.sloStart === undefined ? null : minuteOf(change.sloStart),
  });
const slices = (bad: bigint, mass: bigint, scale = 1000n): WindowCounts => ({
  ...counts(5000n, 6000n),
  bad: bad * scale,
  mass: mass * scale,
});

describe("the budget of slices over a rolling window", () => {
  const hour: ObjectiveWindow = { kind: "rolling", minutes: 60 };

  test("is in slices and in their own minutes", () => {
    const terms = slicedTerms({ window: hour, target: "90" });
    const { good, bad, mass, sli, met, budget } = budgetStatus({ terms, period: objectivePeriod(terms, 60), counts: slices(2n, 12n) });
    expect(texts(good, bad, mass, sli)).toEqual(["5000/1", "2/1", "12/1", "5/6"]);
    expect([met, budget.basis]).toEqual([false, "observed"]);
    expect(texts(budget.allowed, budget.minutesAllowed, budget.minutesConsumed, budget.minutesRemaining)).toEqual([
      "6/5",
      "6/1",
      "10/1",
      "-4/1",
    ]);
  });

  test("ratios are read in their own scale", () => {
    const terms = slicedTerms({ window: hour, method: "ratio_timeslices" });
    const period = objectivePeriod(terms, 60);
    const stored = budgetStatus({ terms, period, counts: slices(1n, 4n, BigInt(RATIO_SCALE) / 2n) });
    expect(texts(stored.bad, stored.mass, stored.sli)).toEqual(["1/2", "2/1", "3/4"]);
    const exact = budgetStatus({ terms, period, counts: slices(1n, 6n, 1n), sliceScale: 3n });
    expect(texts(exact.bad, exact.mass, exact.sli)).toEqual(["1/3", "2/1", "5/6"]);
  });
});

describe("the budget of slices over a calendar period", () => {
  const planned = (iso: string, change: Parameters<typeof slicedTerms>[0] = {}, exclusions: readonly [string, string][] = []) => {
    const terms = slicedTerms({ target: "90", ...change });
    const adjustments = exclusions.map(([from, to]) => toAdjustment(Date.parse(from), Date.parse(to), "exclude"));
    const status = budgetStatus({ terms, period: objectivePeriod(terms, minuteOf(iso)), counts: slices(1n, 10n), adjustments });
    return { ...status, plannedSlices: Number(status.budget.allowed.num * 10n) / Number(status.budget.allowed.den) };
  };

  test("plans with the slices judged so far and those not yet closed", () => {
    const { budget, plannedSlices, met } = planned("2026-03-01T06:00Z");
    expect([budget.basis, plannedSlices, met]).toEqual(["planned", 10 + 216, true]);
    expect(texts(budget.projectedTotal)).toEqual([null]);
  });

  test("a running slice is not closed yet, and a closed one that was not judged is not planned", () => {
    expect(planned("2026-03-01T06:04Z").plannedSlices).toBe(10 + 216);
    expect(planned("2026-03-01T06:05Z").plannedSlices).toBe(10 + 215);
    expect(planned("2026-03-02T00:00Z").plannedSlices).toBe(10);
  });

  test("slices that are going to be excluded as a whole are not planned", () => {
    expect(planned("2026-03-01T06:00Z", {}, [["2026-03-01T20:00Z", "2026-03-02T00:00Z"]]).plannedSlices).toBe(10 + 168);
    expect(planned("2026-03-01T06:00Z", {}, [["2026-03-01T20:01Z", "2026-03-01T20:14Z"]]).plannedSlices).toBe(10 + 215);
    expect(planned("2026-03-01T06:03Z", {}, [["2026-03-01T06:00Z", "2026-03-01T06:05Z"]]).plannedSlices).toBe(10 + 215);
    expect(planned("2026-03-01T06:03Z", {}, [["2026-03-01T06:01Z", "2026-03-01T06:05Z"]]).plannedSlices).toBe(10 + 216);
    const halves: [string, string][] = [
      ["2026-03-01T20:00Z", "2026-03-01T20:02Z"],
      ["2026-03-01T20:02Z", "2026-03-01T20:05Z"],
    ];
    expect(planned("2026-03-01T06:00Z", {}, halves).plannedSlices).toBe(10 + 215);
  });

  test("slices must lie wholly between the start of the objective and the end of the period", () => {
    expect(planned("2026-03-01T06:00Z", { sloStart: "2026-03-01T20:01Z" }).plannedSlices).toBe(10 + 47);
    const nepal: ObjectiveWindow = { kind: "calendar", unit: "day", zone: "Asia/Kathmandu", weekStart: "monday" };
    expect(planned("2026-03-01T06:00Z", { window: nepal, minutes: 60 }).plannedSlices).toBe(10 + 12);
  });

  test("whether the target is met is about the slices judged so far", () => {
    const terms = slicedTerms({ target: "90" });
    const period = objectivePeriod(terms, minuteOf("2026-03-01T06:00Z"));
    const { met, budget } = budgetStatus({ terms, period, counts: slices(2n, 10n) });
    expect([met, budget.remaining.num > 0n]).toEqual([false, true]);
  });
});

describe("isWithinRounding", () => {
  const scale = BigInt(RATIO_SCALE);
  const within = (bad: bigint, mass: bigint, method: BudgetingMethod = "ratio_timeslices", window?: ObjectiveWindow) => {
    const terms = slicedTerms({ method, target: "90", window: window ?? { kind: "rolling", minutes: 60 } });
    const status = budgetStatus({ terms, period: objectivePeriod(terms, minuteOf("2026-03-01T06:00Z")), counts: slices(bad, mass, 1n) });
    return isWithinRounding(status, terms);
  };

  test("is true up to half a unit per judged slice on either side of the target", () => {
    const mass = 10n * scale;
    const atTarget = scale;
    expect([-6n, -5n, 0n, 5n, 6n].map((off) => within(atTarget + off, mass))).toEqual([false, true, true, true, false]);
  });

  test("looks at the planned budget too", () => {
    expect(within(226n * (scale / 10n), 10n * scale, "ratio_timeslices", DAY)).toBe(true);
    expect(within(scale, 10n * scale, "ratio_timeslices", DAY)).toBe(true);
    expect(within(2n * scale, 10n * scale, "ratio_timeslices", DAY)).toBe(false);
  });

  test("is never true of verdicts, nor without any", () => {
    expect(within(1000n, 10_000n, "timeslices")).toBe(false);
    expect(within(0n, 0n)).toBe(false);
  });
});
