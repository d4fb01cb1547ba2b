import { describe, expect, test } from "vitest";
import { fraction } from "../../fraction.ts";
import { definitionTerms, objectiveTerms } from "../../objective-terms.ts";
import { makeDraws } from "../../seeded-random.ts";
import type { TimeToExhaustionCondition } from "../policy-definition.ts";
import { type JudgedSeries, judgeSeries, type Played } from "./test/judge-series.ts";

const FOUR_HOURS: TimeToExhaustionCondition = {
  kind: "time-to-exhaustion",
  name: "soon",
  severity: "page",
  withinMinutes: 240,
  lookbackMinutes: 60,
  resolveAfter: 5,
};

const series = (play: (minute: number) => Played): JudgedSeries => ({ terms: objectiveTerms("99", 1000), at: 5000, from: 4000, play });

describe("the time to exhaustion", () => {
  test("is told from the rate of the lookback and what is left", () => {
    // 60 minutes of 5 bad leave 700 of 1000; 5 more a minute exceed it in the 141st minute.
    const reading = judgeSeries(
      FOUR_HOURS,
      series((minute) => ({ bad: minute >= 4940 ? 5 : 0, total: 100 })),
    );
    expect(reading).toMatchObject({ verdict: true, value: fraction(141n), limit: fraction(240n) });
  });

  test("is beyond the limit at a slower rate, and costs one round", () => {
    // 2 bad a minute: 880 are left, for 440 minutes.
    expect(
      judgeSeries(
        FOUR_HOURS,
        series((minute) => ({ bad: minute >= 4940 ? 2 : 0, total: 100 })),
      ),
    ).toMatchObject({ verdict: false, rounds: 1 });
  });

  test("takes into account that old failures leave", () => {
    // 792 failed at once and 180 in the last hour: 28 are left, gone in 10 minutes unless the 792 leave before, and then in 274.
    const play = (minute: number): Played => ({ bad: minute >= 4940 ? 3 : minute >= 4020 && minute < 4028 ? 99 : 0, total: 100 });
    expect(judgeSeries(FOUR_HOURS, series(play))).toMatchObject({ verdict: true, value: fraction(10n) });
    const leaving = (minute: number): Played => ({ bad: minute >= 4940 ? 3 : minute >= 4001 && minute < 4009 ? 99 : 0, total: 100 });
    expect(judgeSeries(FOUR_HOURS, series(leaving))).toMatchObject({ verdict: false, value: fraction(274n) });
  });

  test("is false once nothing is left, whatever fails", () => {
    const spent = series((minute) => ({ bad: minute >= 4900 ? 10 : 0, total: 100 }));
    expect(judgeSeries(FOUR_HOURS, spent)).toMatchObject({ verdict: false, value: null });
    expect(
      judgeSeries(
        FOUR_HOURS,
        series(() => ({ bad: 50, total: 100 })),
      ),
    ).toMatchObject({ verdict: false, value: null });
  });

  test("is not known while nothing of the lookback is", () => {
    expect(
      judgeSeries(
        FOUR_HOURS,
        series((minute) => (minute >= 4940 ? null : { bad: 0, total: 100 })),
      ),
    ).toMatchObject({ verdict: null, value: null });
  });

  test("of a calendar period is measured against its whole allowance", () => {
    const midnight = 1440 * 20_000;
    const terms = definitionTerms({
      targetPercent: "99",
      window: { kind: "calendar", unit: "day", zone: "UTC", weekStart: "monday" },
      method: "occurrences",
      slices: null,
      sloStart: null,
    });
    const play = (minute: number): Played => ({ bad: minute >= midnight + 540 ? 8 : 0, total: 100 });
    // At 10:00 960 of 1440 are left; 8 a minute exceed them in the 121st minute.
    expect(judgeSeries(FOUR_HOURS, { terms, at: midnight + 600, from: midnight - 100, play })).toMatchObject({
      verdict: true,
      value: fraction(121n),
    });
  });

  test("agrees with going on minute by minute, over random streams", () => {
    const terms = objectiveTerms("95", 180);
    const counts = { yes: 0, no: 0 };
    for (let seed = 0; seed < 300; seed++) {
      const below = makeDraws(`exhaustion ${seed}`);
      const minutes = Array.from({ length: 180 }, (): { bad: number; total: number } => {
        const total = below(30);
        return { bad: below(4) === 0 ? below(Math.ceil(total / 4) + 1) : 0, total };
      });
      const condition = { ...FOUR_HOURS, withinMinutes: 1 + below(220), lookbackMinutes: 1 + below(90) };
      const play = (minute: number): Played => minutes[minute - 720] ?? null;
      const expected = naively(minutes, condition);
      expect(judgeSeries(condition, { terms, at: 900, from: 720, play }).verdict, `seed ${seed}`).toBe(expected);
      counts[expected ? "yes" : "no"]++;
    }
    expect(Math.min(counts.yes, counts.no)).toBeGreaterThan(15);
  });
});

/** b = 1/20. Counts are multiplied by the lookback, so that the rates are whole. */
function naively(
  minutes: readonly { bad: number; total: number }[],
  { withinMinutes, lookbackMinutes }: TimeToExhaustionCondition,
): boolean {
  const sum = (of: readonly { bad: number; total: number }[]) =>
    of.reduce((a, { bad, total }) => ({ bad: a.bad + bad, total: a.total + total }), { bad: 0, total: 0 });
  const now = sum(minutes);
  if (20 * now.bad >= now.total) return false;
  const rate = sum(minutes.slice(-lookbackMinutes));
  for (let t = 1; t <= Math.min(withinMinutes, 180); t++) {
    const left = sum(minutes.slice(t));
    if (20 * (left.bad * lookbackMinutes + rate.bad * t) > left.total * lookbackMinutes + rate.total * t) return true;
  }
  return false;
}
