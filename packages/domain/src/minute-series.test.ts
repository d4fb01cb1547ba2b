import { describe, expect, test } from "vitest";
import type { MinuteBlock } from "./minute.ts";
import { type MinuteRun, minuteSeriesOfBlocks, minuteSeriesOfRuns, runsOfBlock } from "./minute-series.ts";
import { totalsBetween } from "./totals.ts";

const run = (from: number, minutes: number, good: bigint, total: bigint): MinuteRun => ({ from, minutes, counts: { good, total } });
const missing = (from: number, minutes: number): MinuteRun => ({ from, minutes, counts: null });
const sumOf = (runs: readonly MinuteRun[], start: number, end: number) => {
  const series = minuteSeriesOfRuns(runs);
  return totalsBetween(series.totalsAt(start), series.totalsAt(end));
};

describe("minuteSeriesOfRuns", () => {
  test("no runs are an empty series", () => {
    expect(sumOf([], 0, 1000)).toEqual({ good: 0n, total: 0n, known: 0, active: 0 });
  });

  test("totals inside a run are proportional to its minutes", () => {
    expect(sumOf([run(10, 20, 3n, 5n)], 15, 18)).toEqual({ good: 9n, total: 15n, known: 3, active: 3 });
  });

  test("outside all runs totals stand still", () => {
    const series = minuteSeriesOfRuns([run(10, 20, 3n, 5n)]);
    expect(series.totalsAt(-500)).toEqual(series.totalsAt(10));
    expect(series.totalsAt(1_000_000)).toEqual(series.totalsAt(30));
  });

  test("minutes without traffic are known but not active", () => {
    expect(sumOf([run(0, 10, 0n, 0n)], 0, 10)).toEqual({ good: 0n, total: 0n, known: 10, active: 0 });
  });

  test("a later run overwrites the middle of an earlier one", () => {
    expect(sumOf([run(0, 10, 1n, 1n), run(4, 2, 0n, 100n)], 0, 10)).toEqual({ good: 8n, total: 208n, known: 10, active: 10 });
  });

  test("a later run that is longer replaces an earlier one completely", () => {
    expect(sumOf([run(4, 2, 0n, 100n), run(0, 10, 1n, 1n)], 0, 10)).toMatchObject({ good: 10n, total: 10n });
  });

  test("a correction may retract minutes to missing, and data may fill them again", () => {
    expect(sumOf([run(0, 10, 1n, 1n), missing(2, 5)], 0, 10)).toMatchObject({ total: 5n, known: 5 });
    expect(sumOf([run(0, 10, 1n, 1n), missing(2, 5), run(3, 1, 7n, 7n)], 0, 10)).toMatchObject({ total: 12n, known: 6 });
  });

  test("counts beyond 2^53 stay exact", () => {
    expect(sumOf([run(0, 1000, 2n ** 60n, 2n ** 60n + 1n)], 0, 1000).total).toBe(1000n * (2n ** 60n + 1n));
  });

  test.each([
    ["more good than total", run(7, 1, 2n, 1n)],
    ["negative good", run(7, 1, -1n, 1n)],
    ["no minutes", run(7, 0, 1n, 1n)],
    ["half a minute", run(7, 0.5, 1n, 1n)],
  ])("a run with %s is refused with its minute", (_, bad) => {
    expect(() => minuteSeriesOfRuns([bad])).toThrow(/minute 7/);
  });

  test("a run that does not begin at a whole minute is refused", () => {
    expect(() => minuteSeriesOfRuns([run(7.5, 1, 1n, 1n)])).toThrow(RangeError);
  });
});

describe("blocks", () => {
  const block: MinuteBlock = {
    from: 100,
    good: [1, 1, 0, 0, 5],
    total: [2, 2, 0, 9, 5],
    missing: [null, null, "no-sample", "source-down", null],
  };

  test("neighbouring equal minutes become one run, whatever the reason they are missing", () => {
    expect(runsOfBlock(block)).toEqual([run(100, 2, 1n, 2n), missing(102, 2), run(104, 1, 5n, 5n)]);
  });

  test("an empty block has no runs", () => {
    expect(runsOfBlock({ from: 100, good: [], total: [], missing: [] })).toEqual([]);
  });

  test("counts of missing minutes mean nothing", () => {
    expect(minuteSeriesOfBlocks([block]).totalsAt(200)).toEqual({ good: 7n, total: 9n, known: 3, active: 3 });
  });

  test("a month of minutes that all differ is summed like one long run", () => {
    const minutes = 43_200;
    const good = Array.from({ length: minutes }, (_, i) => i);
    const month: MinuteBlock = { from: 0, good, total: good, missing: good.map(() => null) };
    const total = (BigInt(minutes) * BigInt(minutes - 1)) / 2n;
    expect(minuteSeriesOfBlocks([month]).totalsAt(minutes)).toEqual({ good: total, total, known: minutes, active: minutes - 1 });
  });
});
