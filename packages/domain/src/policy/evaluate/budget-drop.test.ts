import { describe, expect, test } from "vitest";
import { fraction } from "../../fraction.ts";
import { definitionTerms, objectiveTerms } from "../../objective-terms.ts";
import type { BudgetDropCondition } from "../policy-definition.ts";
import { type JudgedSeries, judgeSeries, type Played } from "./test/judge-series.ts";

const TENTH: BudgetDropCondition = {
  kind: "budget-drop",
  name: "tenth",
  severity: "page",
  percent: "10",
  withinMinutes: 60,
  resolveAfter: 5,
};

const series = (play: (minute: number) => Played): JudgedSeries => ({ terms: objectiveTerms("99", 1000), at: 5000, from: 4000, play });
const fine: Played = { bad: 0, total: 100 };

describe("a drop of the budget", () => {
  test.each([
    [100, true],
    [99, false],
  ])("of %i in 1000 within the hour is %s", (bad, verdict) => {
    const reading = judgeSeries(
      TENTH,
      series((minute) => (minute === 4940 ? { bad, total: 100 } : fine)),
    );
    expect(reading).toMatchObject({ verdict, value: fraction(BigInt(bad), 1000n), limit: fraction(1n, 10n) });
  });

  test("does not look further back", () => {
    expect(
      judgeSeries(
        TENTH,
        series((minute) => (minute === 4939 ? { bad: 100, total: 100 } : fine)),
      ).verdict,
    ).toBe(false);
  });

  test("is gross: what comes back meanwhile makes up for nothing", () => {
    // The hour that leaves the window within this hour took as much with it as was spent since.
    const reading = judgeSeries(TENTH, {
      ...series(() => fine),
      from: 3900,
      play: (minute) => ({ bad: minute < 4000 || minute >= 4940 ? 2 : 0, total: 100 }),
    });
    expect(reading).toMatchObject({ verdict: true, value: fraction(120n, 1000n) });
  });

  test("takes unknown minutes as free of errors, and says nothing when all of them are unknown", () => {
    const known = (minute: number): boolean => minute < 4940 || minute === 4970;
    const reading = judgeSeries(
      TENTH,
      series((minute) => (known(minute) ? { bad: minute === 4970 ? 100 : 0, total: 100 } : null)),
    );
    expect(reading.value).toEqual(fraction(10_000n, 94_100n));
    expect(
      judgeSeries(
        TENTH,
        series((minute) => (minute < 4940 ? fine : null)),
      ),
    ).toMatchObject({ verdict: null, value: null });
  });

  test("leaves out what was spent of the period before", () => {
    const midnight = 1440 * 20_000;
    const terms = definitionTerms({
      targetPercent: "99",
      window: { kind: "calendar", unit: "day", zone: "UTC", weekStart: "monday" },
      method: "occurrences",
      slices: null,
      sloStart: null,
    });
    const play = (minute: number): Played => ({ bad: minute < midnight ? 100 : 14, total: 100 });
    // 10 minutes with 14 bad each of the 1440 that the day allows.
    expect(judgeSeries(TENTH, { terms, at: midnight + 10, from: midnight - 100, play })).toMatchObject({
      verdict: false,
      value: fraction(140n, 1440n),
    });
  });

  test("is raised to whole slices and judged when one closes", () => {
    const slices = { minutes: 30 as const, targetPercent: "90", noTraffic: "good" as const, missing: "exclude" as const };
    const terms = definitionTerms({
      targetPercent: "90",
      window: { kind: "rolling", minutes: 1440 },
      method: "timeslices",
      slices,
      sloStart: null,
    });
    const play = (minute: number): Played => ({ bad: minute >= 4770 && minute < 4800 ? 50 : 0, total: 100 });
    const at = (minute: number) => judgeSeries({ ...TENTH, withinMinutes: 31 }, { terms, at: minute, from: 3000, play }).value;
    // One bad slice of the 4.8 that 48 allow; 31 minutes are two slices.
    expect([at(4800), at(4829), at(4830), at(4860)]).toEqual([fraction(10n, 48n), fraction(10n, 48n), fraction(10n, 48n), fraction(0n)]);
  });
});
