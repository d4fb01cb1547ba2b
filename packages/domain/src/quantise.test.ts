import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { divideHalfEven, fractionOfNumber } from "./fraction.ts";
import { quantiseEvents } from "./quantise.ts";

describe("quantiseEvents", () => {
  test.each([
    [0, 0],
    [1, 1000],
    [1.2345, 1234],
    [0.1 + 0.2, 300],
    [0.0004, 0],
    [0.0005, 0],
    [0.0015, 2],
    [0.0025, 2],
    [1.0005, 1000],
    [1.0015, 1002],
    [1.0025, 1002],
    [4.3545, 4354],
    [8.0005, 8000],
    [1e-300, 0],
    [9_007_199_254_740, 9_007_199_254_740_000],
    [9_007_199_254_740.99, 9_007_199_254_740_990],
  ])("%d events are %d thousandths, halves to even", (value, expected) => {
    expect(quantiseEvents(value)).toBe(expected);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -1e-9, 9_007_199_254_741, 2 ** 53, 1e308])(
    "%d is no count",
    (value) => {
      expect(quantiseEvents(value)).toBeNull();
    },
  );

  test("minus zero is zero", () => {
    expect(Object.is(quantiseEvents(-0), 0)).toBe(true);
  });

  test("is the exact rounding of the decimal that the number prints as", () => {
    const value = fc.oneof(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 9e12, noNaN: true }),
      fc.integer({ min: 0, max: 100_000_000 }).map((tenthousandths) => tenthousandths / 10_000),
    );
    fc.assert(
      fc.property(value, (events) => {
        const exact = fractionOfNumber(events);
        expect(quantiseEvents(events)).toBe(Number(divideHalfEven(exact.num * 1000n, exact.den)));
      }),
      { numRuns: 2000 },
    );
  });
});
