import { describe, expect, test } from "vitest";
import {
  type CountsOf,
  countsOfTotals,
  definitionTerms,
  exhaustionAtRate,
  forecastCandidates,
  forecastIntervals,
  fraction,
  type JudgedCounts,
  type MinuteRun,
  minuteSeriesOfRuns,
  type ObjectiveTerms,
  objectiveTerms,
  type RateForecast,
} from "./index.ts";

const DAY = 1440;

const run = (from: number, minutes: number, good: number, total: number): MinuteRun => ({
  from,
  minutes,
  counts: { good: BigInt(good), total: BigInt(total) },
});
const eventsOf = (runs: readonly MinuteRun[]): CountsOf => countsOfTotals(minuteSeriesOfRuns(runs).totalsAt);

describe("the budget of a rolling window at the rate of the last hour", () => {
  const forecast = (runs: readonly MinuteRun[], { target = "99", window = DAY, lookback = 60 } = {}): RateForecast =>
    exhaustionAtRate({ terms: objectiveTerms(target, window), at: DAY, lookbackMinutes: lookback, countsOf: eventsOf(runs) });

  test("is gone at the first minute that makes it more than spent, not when it is exactly spent", () => {
    // Allowed are 1440 of 144,000; 120 were bad in the last hour, 2 a minute: 120 + 2 × 661 is more, 120 + 2 × 660 is not.
    const calm = run(0, DAY - 60, 100, 100);
    expect(forecast([calm, run(DAY - 60, 60, 98, 100)])).toEqual({ kind: "projected", minutes: 661, burn: fraction(2n) });
  });

  test("lasts when the rate is within the allowance, whatever is left", () => {
    expect(forecast([run(0, DAY, 99, 100)])).toMatchObject({ kind: "not-at-this-rate", burn: fraction(1n) });
    expect(forecast([run(0, DAY, 100, 100)])).toEqual({ kind: "not-at-this-rate", burn: fraction(0n), because: "no-failures" });
  });

  test("says of a budget that lasts whether it does so only because old failures leave", () => {
    // 0.9 % all the time: 144 of 1440 are left, which 0.9 a minute would spend in 160 minutes if nothing left.
    expect(forecast([run(0, DAY, 991, 1000)])).toMatchObject({ because: "old-failures-leave", burn: fraction(9n, 10n) });
    expect(forecast([run(0, DAY - 60, 1000, 1000), run(DAY - 60, 60, 991, 1000)])).toMatchObject({ because: "burn-at-most-one" });
  });

  test("takes old failures for the reason exactly when dividing what is left by the rate ends within one window", () => {
    const calm = run(0, DAY - 60, 10_000, 10_000);
    // 5761 in the hour: 138,239 left at 96.017 a minute are gone in minute 1440; 5760: one minute later.
    const within = forecast([calm, run(DAY - 60, 59, 9904, 10_000), run(DAY - 1, 1, 9903, 10_000)]);
    expect(within).toMatchObject({ because: "old-failures-leave" });
    expect(forecast([calm, run(DAY - 60, 60, 9904, 10_000)])).toMatchObject({ because: "burn-at-most-one" });
  });

  test("is gone already when more is bad than allowed", () => {
    expect(forecast([run(0, DAY, 98, 100)])).toEqual({ kind: "already-exhausted" });
  });

  test("is unknown when nothing of the last hour is known, but not when it is gone already", () => {
    expect(forecast([run(0, DAY - 60, 100, 100)])).toEqual({ kind: "unknown" });
    expect(forecast([run(0, DAY - 60, 90, 100)])).toEqual({ kind: "already-exhausted" });
  });

  test("counts the rate per counted minute: gaps in the last hour do not make it smaller", () => {
    const calm = run(0, DAY - 60, 100, 100);
    const half = forecast([calm, run(DAY - 30, 30, 90, 100)]);
    expect(half).toMatchObject({ kind: "projected", burn: fraction(10n) });
    const all = forecast([calm, run(DAY - 60, 60, 90, 100)]);
    if (all.kind !== "projected" || half.kind !== "projected") throw new Error("both are projected");
    // Half as much is spent so far, and the allowance is that of 30 minutes less: 300 − 30 events are 27 minutes at 10 a minute.
    expect(half.minutes - all.minutes).toBe(27);
  });

  test("has no burn without traffic", () => {
    expect(forecast([run(0, DAY, 0, 0)])).toEqual({ kind: "not-at-this-rate", burn: null, because: "no-failures" });
  });

  test("is asked with a lookback of whole minutes", () => {
    for (const lookback of [0, -5, 1.5, Number.NaN]) {
      expect(() => forecast([run(0, DAY, 99, 100)], { lookback })).toThrow("lookbackMinutes");
    }
  });
});

const calendar = (over: Partial<Parameters<typeof definitionTerms>[0]> = {}): ObjectiveTerms =>
  definitionTerms({
    targetPercent: "99",
    window: { kind: "calendar", unit: "day", zone: "UTC", weekStart: "monday" },
    method: "occurrences",
    slices: null,
    sloStart: null,
    ...over,
  });

describe("the budget of a calendar period at the rate of the last hour", () => {
  const forecast = (runs: readonly MinuteRun[], at: number, allowed?: bigint): RateForecast =>
    exhaustionAtRate({
      terms: calendar(),
      at,
      lookbackMinutes: 60,
      countsOf: eventsOf(runs),
      ...(allowed === undefined ? {} : { allowed: fraction(allowed) }),
    });

  test("is measured against what the whole period allows", () => {
    const morning = [run(DAY, 660, 100, 100), run(DAY + 660, 60, 97, 100)];
    // 1440 are allowed of 144,000, 180 are spent: 1260 / 3 is exactly spent, one minute more is too much.
    expect(forecast(morning, DAY + 720)).toEqual({ kind: "projected", minutes: 421, burn: fraction(3n) });
  });

  test("lasts when it would be gone only after the period", () => {
    const steady = (bad: number) => [run(DAY, 720, 1000 - bad, 1000)];
    expect(forecast(steady(10), DAY + 720)).toEqual({ kind: "not-before-period-end", burn: fraction(1n) });
    // 7200 are spent, 10 a minute: what is left is more than spent in the last minute of the period, or in the one after it.
    expect(forecast(steady(10), DAY + 720, 14_399n)).toMatchObject({ kind: "projected", minutes: 720 });
    expect(forecast(steady(10), DAY + 720, 14_400n)).toMatchObject({ kind: "not-before-period-end" });
    expect(forecast([run(DAY, 720, 100, 100)], DAY + 720)).toEqual({ kind: "not-before-period-end", burn: fraction(0n) });
  });

  test("is still that of the period that has just ended, at its last minute", () => {
    expect(forecast([run(DAY, DAY, 991, 1000)], 2 * DAY)).toMatchObject({ kind: "not-before-period-end" });
    expect(forecast([run(DAY, DAY, 989, 1000)], 2 * DAY)).toEqual({ kind: "already-exhausted" });
  });

  test("takes a better projection of the allowance when there is one", () => {
    const morning = [run(DAY, 660, 100, 100), run(DAY + 660, 60, 97, 100)];
    expect(forecast(morning, DAY + 720, 300n)).toMatchObject({ kind: "projected", minutes: 41 });
    expect(forecast(morning, DAY + 720, 179n)).toEqual({ kind: "already-exhausted" });
  });

  test("reads the period and the lookback, nothing else", () => {
    const request = { terms: calendar(), at: DAY + 720, lookbackMinutes: 60 };
    expect(forecastIntervals(request)).toEqual([
      { start: DAY, end: DAY + 720 },
      { start: DAY + 660, end: DAY + 720 },
    ]);
    expect(forecastCandidates({ ...request, countsOf: eventsOf([]) })).toEqual([]);
  });
});

describe("the budget of slices", () => {
  const slices = { minutes: 30 as const, targetPercent: "95", noTraffic: "good" as const, missing: "exclude" as const };
  const hourly = calendar({ method: "timeslices", slices, targetPercent: "90" });
  const rolling = calendar({ method: "timeslices", slices, targetPercent: "90", window: { kind: "rolling", minutes: DAY } });

  /** Counts of whole slices of 30 minutes, of which those that begin at these minutes are bad. */
  const slicesWith =
    (bad: readonly number[], unknown: readonly number[] = []): CountsOf =>
    ({ start, end }): JudgedCounts => {
      const counts = { bad: 0n, mass: 0n, counted: end - start, unjudged: 0 };
      for (let slice = Math.ceil(start / 30) * 30; slice + 30 <= end; slice += 30) {
        if (unknown.includes(slice)) counts.unjudged++;
        else counts.mass += 1000n;
        if (bad.includes(slice)) counts.bad += 1000n;
      }
      return counts;
    };

  test("of a calendar period is planned: the slices of the whole period count", () => {
    const at = DAY + 720;
    // 48 slices allow 4.8; two of the last two were bad, one per 30 minutes: 2 + t/30 > 4.8 from t = 85 on.
    const countsOf = slicesWith([DAY + 660, DAY + 690]);
    expect(exhaustionAtRate({ terms: hourly, at, lookbackMinutes: 60, countsOf })).toEqual({
      kind: "projected",
      minutes: 85,
      burn: fraction(10n),
    });
  });

  test("takes its rates from the last whole slices, also when the lookback is shorter than one", () => {
    const intervals = forecastIntervals({ terms: rolling, at: DAY + 725, lookbackMinutes: 10 });
    expect(intervals[1]).toEqual({ start: DAY + 690, end: DAY + 720 });
  });

  test("is unknown where no slice of the lookback could be judged", () => {
    const countsOf = slicesWith([], [DAY + 660, DAY + 690]);
    expect(exhaustionAtRate({ terms: rolling, at: DAY + 720, lookbackMinutes: 60, countsOf })).toEqual({ kind: "unknown" });
  });
});

test("an objective that has just begun has no rate yet", () => {
  const terms = { ...objectiveTerms("99", DAY), sloStart: DAY };
  expect(exhaustionAtRate({ terms, at: DAY, lookbackMinutes: 60, countsOf: eventsOf([run(0, DAY, 0, 100)]) })).toEqual({ kind: "unknown" });
  expect(forecastIntervals({ terms, at: DAY, lookbackMinutes: 60 })).toEqual([]);
});
