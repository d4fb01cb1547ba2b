import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exhaustionAtRate, type MinuteRun, minuteSeriesOfRuns, objectiveTerms, type RateForecast } from "./index.ts";

const DAY = 1440;

const forecast = (runs: readonly MinuteRun[], { target = "99", window = DAY, lookback = 60 } = {}): RateForecast =>
  exhaustionAtRate({
    terms: objectiveTerms(target, window),
    at: DAY,
    lookbackMinutes: lookback,
    totalsAt: minuteSeriesOfRuns(runs).totalsAt,
  });

const run = (from: number, minutes: number, good: number, total: number): MinuteRun => ({
  from,
  minutes,
  counts: { good: BigInt(good), total: BigInt(total) },
});

describe("the budget at the rate of the last hour", () => {
  test("is gone at the first minute that makes it more than spent, not when it is exactly spent", () => {
    // Allowed are 1440 of 144,000; 120 were bad in the last hour, 2 a minute: 120 + 2 × 661 is more, 120 + 2 × 660 is not.
    const calm = run(0, DAY - 60, 100, 100);
    expect(forecast([calm, run(DAY - 60, 60, 98, 100)])).toEqual({ kind: "projected", minutes: 661 });
  });

  test("lasts when the rate is within the allowance, whatever is left", () => {
    expect(forecast([run(0, DAY, 99, 100)])).toEqual({ kind: "not-at-this-rate" });
    expect(forecast([run(0, DAY, 100, 100)])).toEqual({ kind: "not-at-this-rate" });
  });

  test("is gone already when more is bad than allowed", () => {
    expect(forecast([run(0, DAY, 98, 100)])).toEqual({ kind: "already-exhausted" });
  });

  test("is unknown when nothing of the last hour is known, but not when it is gone already", () => {
    expect(forecast([run(0, DAY - 60, 100, 100)])).toEqual({ kind: "unknown" });
    expect(forecast([run(0, DAY - 60, 90, 100)])).toEqual({ kind: "already-exhausted" });
  });

  test("counts the rate per known minute: gaps in the last hour do not make it smaller", () => {
    const calm = run(0, DAY - 60, 100, 100);
    const [all, half] = [forecast([calm, run(DAY - 60, 60, 90, 100)]), forecast([calm, run(DAY - 30, 30, 90, 100)])];
    expect(all).toMatchObject({ kind: "projected" });
    expect(half).toMatchObject({ kind: "projected" });
  });

  test("is what counting minute by minute in a growing window says", () => {
    const minute = fc.record({ bad: fc.integer({ min: 0, max: 5 }), total: fc.integer({ min: 5, max: 100 }) });
    fc.assert(
      fc.property(fc.array(minute, { minLength: 8, maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (minutes, lookback) => {
        const window = minutes.length;
        const terms = objectiveTerms("95", window);
        const series = minuteSeriesOfRuns(minutes.map(({ bad, total }, i) => run(i, 1, total - bad, total)));
        const last = minutes.slice(-lookback);
        // Counts times the lookback, so that the mean of the lookback is whole.
        const mean = { bad: last.reduce((sum, one) => sum + one.bad, 0), total: last.reduce((sum, one) => sum + one.total, 0) };
        const line = [...minutes.map(({ bad, total }) => ({ bad: bad * lookback, total: total * lookback })), ...minutes.map(() => mean)];
        const spentAt = (t: number) => {
          const inside = line.slice(t, t + window);
          return 20 * inside.reduce((sum, one) => sum + one.bad, 0) > inside.reduce((sum, one) => sum + one.total, 0);
        };
        const first = Array.from({ length: window + 1 }, (_, t) => t).find(spentAt) ?? null;
        const answer = exhaustionAtRate({ terms, at: window, lookbackMinutes: lookback, totalsAt: series.totalsAt });
        const minutesLeft = answer.kind === "projected" ? answer.minutes : answer.kind === "already-exhausted" ? 0 : null;
        expect(minutesLeft).toBe(first);
      }),
    );
  });
});
