import { describe, expect, test } from "vitest";
import { alertBurnRate, burnRate } from "./burn-rate.ts";
import { fraction, fractionToText } from "./fraction.ts";
import type { WindowCounts } from "./window-counts.ts";

const THOUSANDTH = fraction(1n, 1000n);
const counts = (change: Partial<WindowCounts>): WindowCounts => ({
  good: 98n,
  total: 100n,
  minutes: 60,
  counted: 60,
  missing: 0,
  excluded: 0,
  noTraffic: 0,
  ...change,
});
const alertBurn = (change: Partial<WindowCounts>): string | null => {
  const burn = alertBurnRate(counts(change), THOUSANDTH);
  return burn === null ? null : fractionToText(burn);
};

describe("burnRate", () => {
  test("is the share of bad events over the share allowed", () => {
    expect(burnRate({ good: 98n, total: 100n }, THOUSANDTH)).toEqual(fraction(20n));
  });

  test("is unknown without events, also where all minutes are known", () => {
    expect(burnRate({ good: 0n, total: 0n }, THOUSANDTH)).toBeNull();
  });
});

describe("alertBurnRate", () => {
  test("is scaled by the share of the window that was counted", () => {
    expect(alertBurn({})).toBe("20/1");
    expect(alertBurn({ counted: 5, missing: 55 })).toBe("5/3");
    expect(alertBurn({ counted: 5, excluded: 55 })).toBe("5/3");
  });

  test("is zero, not unknown, without events in known or excluded minutes", () => {
    expect(alertBurn({ good: 0n, total: 0n })).toBe("0/1");
    expect(alertBurn({ good: 0n, total: 0n, counted: 0, excluded: 1, missing: 59 })).toBe("0/1");
  });

  test("is unknown when nothing of the window is known or excluded", () => {
    expect(alertBurn({ good: 0n, total: 0n, counted: 0, missing: 60 })).toBeNull();
  });
});
