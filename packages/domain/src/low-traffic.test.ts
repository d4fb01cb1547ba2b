import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addFractions,
  type Fraction,
  fraction,
  fractionToNumber,
  fractionToText,
  multiplyFractions,
  ONE,
  parseDecimal,
  ZERO,
} from "./fraction.ts";
import { binomialUpperTail, lowEvidence, wilsonInterval } from "./low-traffic.ts";

describe("lowEvidence", () => {
  test.each([
    ["9.999", true],
    ["10", false],
    ["0", true],
    ["1000", false],
  ])("%s allowed failures: %s", (allowed, expected) => {
    expect(lowEvidence(parseDecimal(allowed))).toBe(expected);
  });
});

/** P(exactly k of n), by walking all ways to get there. */
function exactly(k: number, n: number, p: Fraction): Fraction {
  let ways: Fraction[] = [ONE];
  const miss = addFractions(ONE, multiplyFractions(p, fraction(-1n)));
  for (let trial = 0; trial < n; trial++) {
    ways = Array.from({ length: ways.length + 1 }, (_, hits) =>
      addFractions(multiplyFractions(ways[hits] ?? ZERO, miss), multiplyFractions(ways[hits - 1] ?? ZERO, p)),
    );
  }
  return ways[k] ?? ZERO;
}

describe("binomialUpperTail", () => {
  test("is the sum of all outcomes with at least k hits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: -1, max: 13 }), fc.bigInt(0n, 20n), (n, k, hits) => {
        const p = fraction(hits, 20n);
        const outcomes = Array.from({ length: n + 1 }, (_, i) => i).filter((i) => i >= k);
        const sum = outcomes.reduce((total, i) => addFractions(total, exactly(i, n, p)), ZERO);
        expect(binomialUpperTail(k, n, p)).toEqual(sum);
      }),
    );
  });

  test.each([
    [0, 3, "1/1"],
    [-1, 3, "1/1"],
    [3, 3, "1/8"],
    [4, 3, "0/1"],
    [0, 0, "1/1"],
    [1, 0, "0/1"],
  ])("at least %d of %d even chances: %s", (k, n, expected) => {
    expect(fractionToText(binomialUpperTail(k, n, fraction(1n, 2n)))).toBe(expected);
  });

  test("certain and impossible events are certain and impossible", () => {
    expect(binomialUpperTail(7, 7, ONE)).toEqual(ONE);
    expect(binomialUpperTail(1, 7, ZERO)).toEqual(ZERO);
  });

  test("the largest question is answered", () => {
    expect(fractionToNumber(binomialUpperTail(10, 2000, parseDecimal("0.001")))).toBeCloseTo(4.5e-5, 5);
  });

  test.each([
    [1, 2001, "0.5"],
    [1, -1, "0.5"],
    [1.5, 3, "0.5"],
    [1, 2.5, "0.5"],
    [1, 3, "1.1"],
    [1, 3, "-0.1"],
  ])("k = %d, n = %d, p = %s is refused", (k, n, p) => {
    expect(() => binomialUpperTail(k, n, parseDecimal(p))).toThrow(RangeError);
  });
});

describe("wilsonInterval", () => {
  test("agrees with published values", () => {
    const interval = wilsonInterval(8, 10);
    expect(interval?.low).toBeCloseTo(0.4902, 4);
    expect(interval?.high).toBeCloseTo(0.9433, 4);
  });

  test("reaches 0 and 1 exactly when nothing or everything was good, and is never empty", () => {
    expect(wilsonInterval(0, 5)?.low).toBe(0);
    expect(wilsonInterval(5, 5)?.high).toBe(1);
    expect(wilsonInterval(5, 5)?.low).toBeGreaterThan(0.5);
  });

  test("is unknown without events", () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  test("contains the ratio and lies between 0 and 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const good = Math.round(total * share);
        const interval = wilsonInterval(good, total);
        expect(interval).not.toBeNull();
        if (interval === null) return;
        expect(interval.low).toBeGreaterThanOrEqual(0);
        expect(interval.low).toBeLessThanOrEqual(good / total);
        expect(interval.high).toBeGreaterThanOrEqual(good / total);
        expect(interval.high).toBeLessThanOrEqual(1);
      }),
    );
  });
});
