import { describe, expect, test } from "vitest";
import { alertBurnRate, burnRate, isJudgeable } from "./burn-rate.ts";
import { fraction, fractionToText } from "./fraction.ts";
import type { WindowCounts } from "./window-counts.ts";

const THOUSANDTH = fraction(1n, 1000n);
const counts = (change: Partial<WindowCounts>): WindowCounts => ({
  good: 98n,
  total: 100n,
  bad: 2n,
  mass: 100n,
  unjudged: 0,
  minutes: 60,
  counted: 60,
  missing: 0,
  excluded: 0,
  noTraffic: 0,
  ...change,
});
const NO_MASS = { good: 0n, total: 0n, bad: 0n, mass: 0n };
const alertBurn = (change: Partial<WindowCounts>): string | null => {
  const burn = alertBurnRate(counts(change), THOUSANDTH);
  return burn === null ? null : fractionToText(burn);
};

describe("burnRate", () => {
  test("is the share of bad events over the share allowed", () => {
    expect(burnRate({ bad: 2n, mass: 100n }, THOUSANDTH)).toEqual(fraction(20n));
  });

  test("looks at what the method judges, not at the events", () => {
    expect(burnRate(counts({ bad: 1n, mass: 12n }), THOUSANDTH)).toEqual(fraction(250n, 3n));
  });

  test("is unknown without mass, also where all minutes are known", () => {
    expect(burnRate({ bad: 0n, mass: 0n }, THOUSANDTH)).toBeNull();
  });
});

describe("alertBurnRate", () => {
  test("is scaled by the share of the window that was counted", () => {
    expect(alertBurn({})).toBe("20/1");
    expect(alertBurn({ counted: 5, missing: 55 })).toBe("5/3");
    expect(alertBurn({ counted: 5, excluded: 55 })).toBe("5/3");
  });

  test("is zero, not unknown, without mass in known or excluded minutes", () => {
    expect(alertBurn(NO_MASS)).toBe("0/1");
    expect(alertBurn({ ...NO_MASS, counted: 0, excluded: 1, missing: 59 })).toBe("0/1");
  });

  test("is unknown when nothing of the window is known or excluded", () => {
    expect(alertBurn({ ...NO_MASS, counted: 0, missing: 60 })).toBeNull();
  });

  test("is unknown when no slice could be judged because minutes are missing, also where other minutes are known", () => {
    expect(alertBurn({ ...NO_MASS, counted: 55, missing: 5, unjudged: 5 })).toBeNull();
    expect(alertBurn({ counted: 55, missing: 5, unjudged: 5 })).not.toBeNull();
  });
});

describe("isJudgeable", () => {
  test.each<[string, Partial<WindowCounts>, boolean]>([
    ["events", {}, true],
    ["no traffic", NO_MASS, true],
    ["nothing but excluded minutes", { ...NO_MASS, counted: 0, excluded: 60 }, true],
    ["nothing known", { ...NO_MASS, counted: 0, missing: 60 }, false],
    ["only slices with missing minutes", { ...NO_MASS, counted: 30, missing: 30, unjudged: 6 }, false],
    ["one judged slice beside others with missing minutes", { counted: 30, missing: 30, unjudged: 5 }, true],
  ])("a window with %s", (_, change, expected) => {
    expect(isJudgeable(counts(change))).toBe(expected);
  });
});
