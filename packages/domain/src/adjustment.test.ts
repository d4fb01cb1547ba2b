import { describe, expect, test } from "vitest";
import { type Adjustment, type AdjustmentMode, adjustedCounts, adjustedInstants, toAdjustment } from "./adjustment.ts";
import { minuteSeriesOfRuns } from "./minute-series.ts";

const MINUTE = 60_000;
const span = (from: number, to: number, mode: AdjustmentMode = "exclude"): Adjustment => ({ from, to, mode });

/** 100 minutes of 10 events, 1 of them bad; minutes 90 to 99 are missing. */
const { totalsAt } = minuteSeriesOfRuns([{ from: 0, minutes: 90, counts: { good: 9n, total: 10n } }]);
const countsWith = (...adjustments: Adjustment[]) => adjustedCounts({ totalsAt, window: { start: 0, end: 100 }, adjustments });

describe("toAdjustment", () => {
  test.each([
    [10 * MINUTE, 20 * MINUTE, 10, 20],
    [10 * MINUTE + 1, 20 * MINUTE + 1, 10, 21],
    [10 * MINUTE + 30_000, 10 * MINUTE + 31_000, 10, 11],
    [10 * MINUTE - 1, 10 * MINUTE, 9, 10],
    [-1, 1, -1, 1],
  ])("%d ms to %d ms covers the whole minutes %d to %d", (fromMs, toMs, from, to) => {
    expect(toAdjustment(fromMs, toMs, "exclude")).toEqual({ from, to, mode: "exclude" });
  });

  test.each([
    [5, 5],
    [6, 5],
    [Number.NaN, 5],
    [0, Number.POSITIVE_INFINITY],
  ])("%d ms to %d ms is refused", (fromMs, toMs) => {
    expect(() => toAdjustment(fromMs, toMs, "forgive")).toThrow(RangeError);
  });
});

describe("adjustedCounts", () => {
  test("without adjustments nothing is excluded", () => {
    expect(countsWith()).toMatchObject({ good: 810n, total: 900n, counted: 90, missing: 10, excluded: 0 });
  });

  test("an exclusion takes good and bad out and does not stretch the window", () => {
    expect(countsWith(span(10, 20))).toMatchObject({ good: 720n, total: 800n, minutes: 100, counted: 80, missing: 10, excluded: 10 });
  });

  test("an exclusion over missing minutes makes them excluded, not missing", () => {
    expect(countsWith(span(85, 100))).toMatchObject({ total: 850n, counted: 85, missing: 0, excluded: 15 });
  });

  test("overlapping, touching and repeated exclusions count once", () => {
    expect(countsWith(span(10, 20), span(15, 25), span(25, 30), span(12, 14), span(10, 20))).toEqual(countsWith(span(10, 30)));
  });

  test("an exclusion is cut at the window", () => {
    expect(countsWith(span(-50, 10), span(99, 500))).toMatchObject({ total: 800n, excluded: 11 });
    expect(countsWith(span(-50, 0), span(100, 500))).toEqual(countsWith());
  });

  test("forgiven minutes keep their events, all of them good", () => {
    expect(countsWith(span(10, 20, "forgive"))).toMatchObject({ good: 820n, total: 900n, counted: 90, excluded: 0 });
  });

  test("forgiving twice forgives once", () => {
    expect(countsWith(span(10, 20, "forgive"), span(15, 25, "forgive"))).toEqual(countsWith(span(10, 25, "forgive")));
  });

  test("an exclusion beats a forgiveness wherever they overlap", () => {
    expect(countsWith(span(10, 40, "forgive"), span(20, 30))).toMatchObject({ good: 740n, total: 800n, excluded: 10 });
    expect(countsWith(span(20, 30, "forgive"), span(10, 40))).toEqual(countsWith(span(10, 40)));
  });

  test("several exclusions inside one forgiveness leave the parts between them forgiven", () => {
    const counts = countsWith(span(0, 50, "forgive"), span(10, 20), span(30, 40));
    expect(counts).toMatchObject({ total: 700n, good: 300n + 360n, excluded: 20 });
  });
});

describe("adjustedInstants", () => {
  test("are the bounds of the window and of what takes effect in it, each once", () => {
    const window = { start: 0, end: 100 };
    expect(adjustedInstants(window, [])).toEqual([0, 100]);
    expect(adjustedInstants(window, [span(90, 200), span(10, 30, "forgive"), span(20, 40)])).toEqual([0, 10, 20, 40, 90, 100]);
    expect(adjustedInstants(window, [span(10, 20), span(20, 30)])).toEqual([0, 10, 30, 100]);
  });
});
