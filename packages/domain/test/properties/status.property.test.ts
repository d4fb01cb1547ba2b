import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Adjustment,
  adjustedCounts,
  adjustedInstants,
  budgetStatus,
  type Minute,
  type MinuteBlock,
  minuteSeriesOfBlocks,
  minuteSeriesOfRuns,
  objectivePeriod,
  objectiveTerms,
} from "../../src/index.ts";
import { adjustments, minuteRuns, ORIGIN, SPAN, targetPercent } from "./arbitraries.ts";
import { countNaively, paintMinutes } from "./naive-minutes.ts";
import { checkSeries } from "./series.ts";

const at = fc.integer({ min: ORIGIN - 10, max: ORIGIN + SPAN + 60 });
const windowMinutes = fc.integer({ min: 1, max: SPAN });

test("adjusted counts from running totals are the counts of a walk over the minutes", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const window = { start: end - length, end };
      const counts = adjustedCounts({ totalsAt: minuteSeriesOfRuns(runs).totalsAt, window, adjustments: changes });
      expect(counts).toEqual(countNaively({ minutes: paintMinutes(runs), adjustments: changes }, window.start, end));
    }),
    400,
  );
});

test("adjusted counts ask for no other instants than the ones announced", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const window = { start: end - length, end };
      const asked = new Set<Minute>();
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const spied = (minute: Minute) => totalsAt(asked.add(minute) && minute);
      adjustedCounts({ totalsAt: spied, window, adjustments: changes });
      expect([...asked].sort((a, b) => a - b)).toEqual(adjustedInstants(window, changes));
    }),
    400,
  );
});

test("the coverage always adds up to the minutes of the window", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const counts = adjustedCounts({ totalsAt, window: { start: end - length, end }, adjustments: changes });
      expect(counts.counted + counts.missing + counts.excluded).toBe(length);
      expect(counts.noTraffic).toBeLessThanOrEqual(counts.counted);
      expect(counts.good <= counts.total && counts.good >= 0n).toBe(true);
    }),
    400,
  );
});

test("an objective is met exactly while its remaining budget is not negative", () => {
  checkSeries(
    fc.property(minuteRuns, at, windowMinutes, targetPercent, (runs, end, length, target) => {
      const terms = objectiveTerms(target, length);
      const period = objectivePeriod(terms, end);
      const counts = adjustedCounts({ totalsAt: minuteSeriesOfRuns(runs).totalsAt, window: period, adjustments: [] });
      const { met, sli, budget } = budgetStatus({ terms, period, counts });
      fc.pre(sli !== null);
      expect(met).toBe(budget.remaining.num >= 0n);
      expect(met).toBe(budget.remainingFraction.num >= 0n);
      expect(met).toBe(budget.minutesRemaining.num >= 0n);
    }),
    400,
  );
});

test("an adjustment that is taken back leaves the former figures", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const window = { start: end - length, end };
      const before = adjustedCounts({ totalsAt, window, adjustments: [] });
      adjustedCounts({ totalsAt, window, adjustments: changes });
      expect(adjustedCounts({ totalsAt, window, adjustments: [] })).toEqual(before);
    }),
    400,
  );
});

test("the order of adjustments and their double delivery do not matter", () => {
  checkSeries(
    fc.property(minuteRuns, adjustments, at, windowMinutes, (runs, changes, end, length) => {
      const { totalsAt } = minuteSeriesOfRuns(runs);
      const countsWith = (list: readonly Adjustment[]) =>
        adjustedCounts({ totalsAt, window: { start: end - length, end }, adjustments: list });
      expect(countsWith([...changes.toReversed(), ...changes])).toEqual(countsWith(changes));
    }),
    400,
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
  checkSeries(
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
    400,
  );
});
