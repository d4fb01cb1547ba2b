import { describe, expect, test } from "vitest";
import { fraction } from "../../fraction.ts";
import { definitionTerms, objectiveTerms } from "../../objective-terms.ts";
import type { BudgetConsumedCondition } from "../policy-definition.ts";
import { type JudgedSeries, judgeSeries, type Played } from "./test/judge-series.ts";

const HALF: BudgetConsumedCondition = { kind: "budget-consumed", name: "half", severity: "ticket", percent: "50", rearmPercent: "5" };

/** 1000 minutes of 100 events, of which 1 % may fail: 1000 of 100 000. */
const withBad = (bad: number): JudgedSeries => ({
  terms: objectiveTerms("99", 1000),
  at: 5000,
  from: 4000,
  play: (minute) => ({ bad: Math.min(100, Math.max(0, bad - (minute - 4000) * 100)), total: 100 }),
});

describe("a consumed budget", () => {
  test.each([
    [500, true, "at the limit"],
    [501, true, "beyond it"],
    [499, null, "just under it, where it trembles"],
    [451, null, "not yet far enough below it"],
    [450, false, "by the rearming distance below it"],
    [0, false, "nothing consumed"],
  ])("of %i in 1000 is %s: %s", (bad, verdict, _why) => {
    expect(judgeSeries(HALF, withBad(bad))).toEqual({
      verdict,
      value: fraction(BigInt(bad), 1000n),
      limit: fraction(1n, 2n),
      usual: null,
      rounds: 1,
    });
  });

  test("holds while less than half of a rolling window is known", () => {
    const young = (from: number): JudgedSeries => ({ ...withBad(0), from, play: () => ({ bad: 100, total: 100 }) });
    expect(judgeSeries(HALF, young(4501)).verdict).toBe(null);
    expect(judgeSeries(HALF, young(4500)).verdict).toBe(true);
  });

  test("holds of an objective that has just begun, whatever its stream knows from before", () => {
    const terms = { ...objectiveTerms("99", 1000), sloStart: 4900 };
    expect(judgeSeries(HALF, { ...withBad(0), terms, play: () => ({ bad: 100, total: 100 }) }).verdict).toBe(null);
  });

  test("knows nothing of nothing", () => {
    expect(judgeSeries(HALF, { ...withBad(0), play: (): Played => null })).toMatchObject({ verdict: null, value: null });
  });

  test("counts excluded minutes as known, and not their failures", () => {
    const adjustments = [{ mode: "exclude" as const, from: 4000, to: 4600 }];
    const failing: JudgedSeries = { ...withBad(0), adjustments, play: (minute) => ({ bad: minute < 4600 ? 100 : 0, total: 100 }) };
    expect(judgeSeries(HALF, failing)).toMatchObject({ verdict: false, value: { num: 0n, den: 1n } });
  });
});

describe("the budget of a calendar period", () => {
  const day = { kind: "calendar" as const, unit: "day" as const, zone: "UTC", weekStart: "monday" as const };
  const midnight = 1440 * 20_000;
  const events = { targetPercent: "99", window: day, method: "occurrences" as const, slices: null, sloStart: null };

  test("is that of the whole period, its rest going on like the part so far", () => {
    const terms = definitionTerms(events);
    const play = (minute: number): Played => ({ bad: minute === midnight ? 72 : 0, total: 100 });
    // Half an hour with 3000 events makes 144 000 a day, of which 1440 may fail.
    expect(judgeSeries(HALF, { terms, at: midnight + 30, from: midnight - 2000, play }).value).toEqual(fraction(72n, 1440n));
  });

  test("is over and armed again with the next period", () => {
    const terms = definitionTerms(events);
    const play = (minute: number): Played => ({ bad: minute >= midnight - 60 && minute < midnight ? 100 : 0, total: 100 });
    const at = (minute: number) => judgeSeries(HALF, { terms, at: minute, from: midnight - 2000, play }).verdict;
    expect([at(midnight), at(midnight + 1)]).toEqual([true, false]);
  });

  test("is made of planned slices under a slice method", () => {
    const slices = { minutes: 5 as const, targetPercent: "90", noTraffic: "good" as const, missing: "exclude" as const };
    const terms = definitionTerms({ ...events, method: "timeslices", slices });
    const play = (minute: number): Played => ({ bad: minute >= midnight && minute < midnight + 10 ? 50 : 0, total: 100 });
    // 2 bad slices of the 2.88 that 288 allow; at minute 33 the slice that runs is not judged.
    expect(judgeSeries(HALF, { terms, at: midnight + 33, from: midnight - 2000, play })).toMatchObject({
      verdict: true,
      value: fraction(200n, 288n),
    });
  });
});
