import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Adjustment,
  adjustedCounts,
  adjustedInstants,
  alertBurnRate,
  budgetStatus,
  burnRate,
  COUNT_SCALE,
  errorBudgetRatio,
  type Fraction,
  type Minute,
  type MinuteBlock,
  minuteSeriesOfBlocks,
  minuteSeriesOfRuns,
  objectiveTerms,
  rollingPeriod,
} from "../../src/index.ts";
import { adjustments, minuteRuns, ORIGIN, SPAN, targetPercent } from "./arbitraries.ts";
import { alertBurnNaively, burnNaively, countNaively, paintMinutes, type Ratio, sameRatio } from "./naive-minutes.ts";

const RUNS = { numRuns: 400 };
const at = fc.integer({ min: ORIGIN - 10, max: ORIGIN + SPAN + 60 });
const windowMinutes = fc.integer({ min: 1, max: SPAN });

const equals = (f: Fraction | null, ratio: Ratio | null): boolean =>
  f === null || ratio === null ? f === ratio : sameRatio([f.num, f.den], ratio);

test("adjusted counts from running totals are the counts of a walk over the minutes", () => {
  fc.assert(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const window = { start: end - length, end };
      const counts = adjustedCounts({ totalsAt: minuteSeriesOfRuns(runs).totalsAt, window, adjustments: changes });
      expect(counts).toEqual(countNaively({ minutes: paintMinutes(runs), adjustments: changes }, window.start, end));
    }),
    RUNS,
  );
});

test("adjusted counts ask for no other instants than the ones announced", () => {
  fc.assert(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const window = { start: end - length, end };
      const asked = new Set<Minute>();
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const spied = (minute: Minute) => totalsAt(asked.add(minute) && minute);
      adjustedCounts({ totalsAt: spied, window, adjustments: changes });
      expect([...asked].sort((a, b) => a - b)).toEqual(adjustedInstants(window, changes));
    }),
    RUNS,
  );
});

test("the coverage always adds up to the minutes of the window", () => {
  fc.assert(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const counts = adjustedCounts({ totalsAt, window: { start: end - length, end }, adjustments: changes });
      expect(counts.counted + counts.missing + counts.excluded).toBe(length);
      expect(counts.noTraffic).toBeLessThanOrEqual(counts.counted);
      expect(counts.good <= counts.total && counts.good >= 0n).toBe(true);
    }),
    RUNS,
  );
});

test("a status card is what a walk over the minutes says", () => {
  fc.assert(
    fc.property(minuteRuns, adjustments, at, windowMinutes, targetPercent, (runs, changes, end, length, target) => {
      const terms = objectiveTerms(target, length);
      const period = rollingPeriod({ at: end, windowMinutes: length });
      const counts = adjustedCounts({ totalsAt: minuteSeriesOfRuns(runs).totalsAt, window: period, adjustments: changes });
      const status = budgetStatus({ terms, counts, scale: COUNT_SCALE, window: period });

      const naive = countNaively({ minutes: paintMinutes(runs), adjustments: changes }, end - length, end);
      const [bad, scale] = [naive.total - naive.good, BigInt(COUNT_SCALE)];
      const b: Ratio = [terms.target.den - terms.target.num, terms.target.den];
      const allowed: Ratio = [b[0] * naive.total, b[1] * scale];
      const spent: Ratio = naive.total === 0n ? [0n, 1n] : [bad * b[1], b[0] * naive.total];

      expect(equals(status.sli, naive.total === 0n ? null : [naive.good, naive.total])).toBe(true);
      expect(status.met).toBe(naive.total === 0n ? null : naive.good * terms.target.den >= terms.target.num * naive.total);
      expect(equals(status.budget.allowed, allowed)).toBe(true);
      expect(equals(status.budget.consumed, [bad, scale])).toBe(true);
      expect(equals(status.budget.remaining, [allowed[0] - bad * b[1], allowed[1]])).toBe(true);
      expect(equals(status.budget.consumedFraction, spent)).toBe(true);
      expect(equals(status.budget.remainingFraction, [spent[1] - spent[0], spent[1]])).toBe(true);
      expect(equals(status.budget.minutesAllowed, [b[0] * BigInt(length), b[1]])).toBe(true);
      expect(equals(status.budget.minutesConsumed, [spent[0] * b[0] * BigInt(length), spent[1] * b[1]])).toBe(true);
      expect(equals(status.budget.minutesRemaining, [(spent[1] - spent[0]) * b[0] * BigInt(length), spent[1] * b[1]])).toBe(true);
    }),
    RUNS,
  );
});

test("an objective is met exactly while its remaining budget is not negative", () => {
  fc.assert(
    fc.property(minuteRuns, at, windowMinutes, targetPercent, (runs, end, length, target) => {
      const window = rollingPeriod({ at: end, windowMinutes: length });
      const counts = adjustedCounts({ totalsAt: minuteSeriesOfRuns(runs).totalsAt, window, adjustments: [] });
      const { met, sli, budget } = budgetStatus({ terms: objectiveTerms(target, length), counts, scale: COUNT_SCALE, window });
      fc.pre(sli !== null);
      expect(met).toBe(budget.remaining.num >= 0n);
      expect(met).toBe(budget.remainingFraction.num >= 0n);
      expect(met).toBe(budget.minutesRemaining.num >= 0n);
    }),
    RUNS,
  );
});

test("burn rates are what a walk over the minutes says", () => {
  fc.assert(
    fc.property(minuteRuns, adjustments, at, windowMinutes, targetPercent, (runs, changes, end, length, target) => {
      const budget = errorBudgetRatio(objectiveTerms(target, length));
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const counts = adjustedCounts({ totalsAt, window: { start: end - length, end }, adjustments: changes });
      const naive = countNaively({ minutes: paintMinutes(runs), adjustments: changes }, end - length, end);
      expect(equals(burnRate(counts, budget), burnNaively(naive, [budget.num, budget.den]))).toBe(true);
      expect(equals(alertBurnRate(counts, budget), alertBurnNaively(naive, [budget.num, budget.den]))).toBe(true);
    }),
    RUNS,
  );
});

test("an adjustment that is taken back leaves the former figures", () => {
  fc.assert(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const window = { start: end - length, end };
      const before = adjustedCounts({ totalsAt, window, adjustments: [] });
      adjustedCounts({ totalsAt, window, adjustments: changes });
      expect(adjustedCounts({ totalsAt, window, adjustments: [] })).toEqual(before);
    }),
    RUNS,
  );
});

test("the order of adjustments and their double delivery do not matter", () => {
  fc.assert(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const countsWith = (list: readonly Adjustment[]) =>
        adjustedCounts({ totalsAt, window: { start: end - length, end }, adjustments: list });
      expect(countsWith([...changes.toReversed(), ...changes])).toEqual(countsWith(changes));
    }),
    RUNS,
  );
});

const blocks = fc.array(
  fc
    .record({
      from: fc.integer({ min: ORIGIN, max: ORIGIN + SPAN }),
      minutes: fc.array(fc.option(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))), {
        minLength: 0,
        maxLength: 40,
      }),
    })
    .map(
      ({ from, minutes }): MinuteBlock => ({
        from,
        good: minutes.map((minute) => minute?.[0] ?? 0),
        total: minutes.map((minute) => (minute === null ? 0 : minute[0] + minute[1])),
        missing: minutes.map((minute) => (minute === null ? "no-sample" : null)),
      }),
    ),
  { maxLength: 6 },
);

test("a series built from blocks is the series of its minutes, later blocks overwriting earlier ones", () => {
  fc.assert(
    fc.property(blocks, at, windowMinutes, (list, end, length) => {
      const minutes = new Map(
        list.flatMap((block) =>
          block.good.map((good, i) => {
            const known = { good: BigInt(good), total: BigInt(block.total[i] ?? 0) };
            return [block.from + i, block.missing[i] === null ? known : null] as const;
          }),
        ),
      );
      const window = { start: end - length, end };
      const counts = adjustedCounts({ totalsAt: minuteSeriesOfBlocks(list).totalsAt, window, adjustments: [] });
      expect(counts).toEqual(countNaively({ minutes, adjustments: [] }, window.start, end));
    }),
    RUNS,
  );
});
