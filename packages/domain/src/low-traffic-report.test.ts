import { describe, expect, test } from "vitest";
import {
  defaultPolicy,
  definitionTerms,
  eventsToProve,
  fraction,
  lowTrafficReport,
  MINUTES_PER_DAY,
  objectiveTerms,
  parseDecimal,
  rulesForMethod,
  wilsonInterval,
} from "./index.ts";

const MONTH = 30 * MINUTES_PER_DAY;
const reportOf = (events: number, target = "99.9", windowMinutes = MONTH) => {
  const terms = objectiveTerms(target, windowMinutes);
  return lowTrafficReport({ events: fraction(BigInt(events)), terms, rules: defaultPolicy(terms) });
};

describe("what so many events can tell", () => {
  test("is the number of bad ones that the budget allows, and what one of them costs", () => {
    expect(reportOf(25_920)).toMatchObject({
      allowedBad: parseDecimal("25.92"),
      costOfOne: fraction(1250n, 32_400n),
      low: false,
      advice: [],
    });
    expect(reportOf(10_000).low).toBe(false);
    expect(reportOf(9_999).low).toBe(true);
  });

  test("includes the page rule that notices a total outage first", () => {
    // 6 requests a minute: 14.4 × 0.001 × 60 + 5/6 minutes; 2 % of 259.2.
    const { fastestPage } = reportOf(259_200);
    expect(fastestPage).toMatchObject({
      rule: { name: "page-1h" },
      budgetShare: fraction(2n, 100n),
      badEvents: parseDecimal("5.184"),
      detectionMinutes: fraction(5092n, 3000n),
    });
  });

  test("is the outage rule's detection for low targets", () => {
    const { fastestPage } = reportOf(432_000, "99");
    // Half of five minutes, and five failures at ten a minute.
    expect(fastestPage).toMatchObject({ rule: { name: "page-outage" }, detectionMinutes: fraction(3n) });
  });

  test("is that no page comes where the guard asks for more failures than there is traffic", () => {
    expect(reportOf(100).fastestPage).toBeNull();
    expect(reportOf(0)).toMatchObject({ fastestPage: null, costOfOne: null, provenAtBest: null, low: true });
  });

  test("is how little so few perfect events prove", () => {
    expect(reportOf(1000).provenAtBest).toBeCloseTo(0.9962, 4);
    expect(reportOf(1000).eventsToProve).toBe(3838);
  });

  test.each(["99", "99.9", "99.95"])("takes as many events to prove %s %% as the interval says", (percent) => {
    const { target } = objectiveTerms(percent, MONTH);
    const needed = eventsToProve(target);
    const ratio = Number(percent) / 100;
    expect(wilsonInterval(needed, needed)?.low).toBeGreaterThanOrEqual(ratio);
    expect(wilsonInterval(needed - 1, needed - 1)?.low).toBeLessThan(ratio);
  });

  test("cannot be negative", () => {
    expect(() => reportOf(-1)).toThrow("events");
  });
});

describe("the advice for a small budget", () => {
  test("is a longer window, a lower target, probes, or time slices", () => {
    // 5 allowed in 30 days: 60 days allow 10; at 99.5 % they would be 25.
    expect(reportOf(5000).advice).toEqual([
      { code: "lengthen-window", days: 60 },
      { code: "lower-target", percent: "99.5" },
      { code: "use-probes" },
      { code: "use-time-slices" },
    ]);
  });

  test("leaves out what would not help", () => {
    expect(reportOf(50).advice.map(({ code }) => code)).toEqual(["use-probes", "use-time-slices"]);
    expect(reportOf(0).advice.map(({ code }) => code)).toEqual(["use-probes", "use-time-slices"]);
    expect(reportOf(820).advice[0]).toEqual({ code: "lengthen-window", days: 366 });
    expect(reportOf(819).advice[0]).toEqual({ code: "lower-target", percent: "98" });
  });

  const slicesOf = (minutes: 1 | 60) => {
    const terms = definitionTerms({
      targetPercent: "99.9",
      window: { kind: "rolling", minutes: MONTH },
      method: "timeslices",
      slices: { minutes, targetPercent: "95", noTraffic: "good", missing: "exclude" },
      sloStart: null,
    });
    const rules = rulesForMethod(defaultPolicy(terms), terms);
    return lowTrafficReport({ events: fraction(BigInt(MONTH / minutes)), terms, rules });
  };

  test("for slices is shorter slices, not slices", () => {
    expect(slicesOf(60)).toMatchObject({ low: true, allowedBad: parseDecimal("0.72") });
    expect(slicesOf(60).advice.map(({ code }) => code)).toEqual(["lower-target", "shorten-slices"]);
    expect(slicesOf(1).low).toBe(false);
  });

  test("for slices knows that an outage is noticed when a slice closes", () => {
    expect(slicesOf(60).fastestPage?.detectionMinutes).toEqual(fraction(60n));
    expect(slicesOf(1).fastestPage?.detectionMinutes).toEqual(fraction(1n));
  });
});
