import { describe, expect, test } from "vitest";
import { fraction } from "../../fraction.ts";
import { objectiveTerms } from "../../objective-terms.ts";
import type { NoTrafficCondition } from "../policy-definition.ts";
import { usualTraffic } from "./no-traffic.ts";
import { type JudgedSeries, judgeSeries, type Played } from "./test/judge-series.ts";

const SILENT: NoTrafficCondition = {
  kind: "no-traffic",
  name: "silent",
  severity: "page",
  forMinutes: 10,
  leastPerMinute: "1",
  resolveAfter: 5,
};

const WEEK = 10_080;
/** A Thursday, 00:00 UTC. */
const NOW = WEEK * 10;
const terms = objectiveTerms("99", 1440);

/** `perMinute` of the last hour before NOW, by how many weeks ago; null: missing. */
function weekly(perMinute: readonly (number | null)[], newest: (minute: number) => Played = () => ({ bad: 0, total: 0 })): JudgedSeries {
  const play = (minute: number): Played => {
    const ago = Math.floor((NOW - 1 - minute) / WEEK);
    if (ago === 0) return minute >= NOW - 60 ? newest(minute) : { bad: 0, total: 7 };
    const total = perMinute[ago - 1];
    return total === null || total === undefined ? null : { bad: 0, total };
  };
  return { terms, at: NOW, from: NOW - 5 * WEEK, play };
}

describe("a stream without traffic", () => {
  test("is told where there usually is some", () => {
    expect(judgeSeries(SILENT, weekly([4, 2, 9, 1]))).toEqual({
      verdict: true,
      value: fraction(0n),
      limit: fraction(10n),
      usual: fraction(3n),
      rounds: 2,
    });
  });

  test("is silent in a quiet hour, and neither fires nor ends there", () => {
    expect(judgeSeries(SILENT, weekly([0, 0, 0, 100]))).toMatchObject({ verdict: null, usual: fraction(0n) });
    expect(judgeSeries(SILENT, weekly([1, 0, 1, 0])).verdict).toBe(null);
    expect(judgeSeries(SILENT, weekly([1, 1, 1, 0])).verdict).toBe(true);
  });

  test("is over with the first event, and asks no history for it", () => {
    const event = (minute: number): Played => ({ bad: 0, total: minute === NOW - 10 ? 1 : 0 });
    expect(judgeSeries(SILENT, weekly([4, 2, 9, 1], event))).toMatchObject({ verdict: false, value: fraction(1n), rounds: 1 });
    expect(judgeSeries({ ...SILENT, forMinutes: 9 }, weekly([4, 2, 9, 1], event)).verdict).toBe(true);
  });

  test("holds while a minute is missing or excluded", () => {
    const gap = (minute: number): Played => (minute === NOW - 3 ? null : { bad: 0, total: 0 });
    expect(judgeSeries(SILENT, weekly([4, 2, 9, 1], gap)).verdict).toBe(null);
    const adjustments = [{ mode: "exclude" as const, from: NOW - 3, to: NOW - 2 }];
    expect(judgeSeries(SILENT, { ...weekly([4, 2, 9, 1]), adjustments }).verdict).toBe(null);
  });

  test("needs two of the four weeks, each known by half", () => {
    expect(judgeSeries(SILENT, weekly([4, null, null, null]))).toMatchObject({ verdict: null, usual: null });
    expect(judgeSeries(SILENT, weekly([4, null, null, 2]))).toMatchObject({ verdict: true, usual: fraction(3n) });
    expect(
      usualTraffic([
        { total: 60_000n, counted: 30 },
        { total: 60_000n, counted: 29 },
      ]),
    ).toBe(null);
    expect(
      usualTraffic([
        { total: 60_000n, counted: 30 },
        { total: 90_000n, counted: 60 },
      ]),
    ).toEqual(fraction(7n, 4n));
  });
});
