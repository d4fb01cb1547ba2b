import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  absoluteFraction,
  addFractions,
  compareFractions,
  decimalText,
  divideFractions,
  divideHalfEven,
  type Fraction,
  floorDivide,
  fraction,
  fractionOfNumber,
  fractionToDecimal,
  fractionToNumber,
  fractionToText,
  multiplyFractions,
  parseDecimal,
  parseFraction,
  subtractFractions,
} from "./fraction.ts";

const whole = fc.bigInt(-(10n ** 30n), 10n ** 30n);
const anyFraction = fc.tuple(whole, fc.bigInt(1n, 10n ** 20n)).map(([num, den]) => fraction(num, den));

describe("fraction", () => {
  test.each([
    [6n, 4n, "3/2"],
    [-6n, 4n, "-3/2"],
    [6n, -4n, "-3/2"],
    [0n, -7n, "0/1"],
    [5n, 5n, "1/1"],
  ])("%s / %s is %s in lowest terms with a positive denominator", (num, den, text) => {
    expect(fractionToText(fraction(num, den))).toBe(text);
  });

  test("a denominator of zero is refused", () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError);
    expect(() => divideFractions(fraction(1n), fraction(0n))).toThrow(RangeError);
  });

  test("sum, difference, product and quotient are exact", () => {
    const [half, third] = [fraction(1n, 2n), fraction(1n, 3n)];
    expect(fractionToText(addFractions(half, third))).toBe("5/6");
    expect(fractionToText(subtractFractions(third, half))).toBe("-1/6");
    expect(fractionToText(multiplyFractions(half, third))).toBe("1/6");
    expect(fractionToText(divideFractions(half, third))).toBe("3/2");
  });

  test("adding and taking away again gives the same fraction", () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, (a, b) => {
        expect(subtractFractions(addFractions(a, b), b)).toEqual(a);
      }),
    );
  });

  test("comparison is a total order that agrees with the sign of the difference", () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, (a, b) => {
        const difference = subtractFractions(a, b).num;
        expect(compareFractions(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(compareFractions(b, a)).toBe(0 - compareFractions(a, b));
      }),
    );
  });

  test("the absolute value drops the sign only", () => {
    expect(absoluteFraction(fraction(-3n, 4n))).toEqual(fraction(3n, 4n));
    expect(absoluteFraction(fraction(3n, 4n))).toEqual(fraction(3n, 4n));
  });
});

describe("parseDecimal", () => {
  test.each([
    ["99.9", "999/10"],
    ["-0.5", "-1/2"],
    [".25", "1/4"],
    ["7.", "7/1"],
    ["1e-3", "1/1000"],
    ["1.5e+2", "150/1"],
    ["-0", "0/1"],
    ["007", "7/1"],
    ["0.00000000000000000001", "1/100000000000000000000"],
  ])("%s is read exactly", (text, expected) => {
    expect(fractionToText(parseDecimal(text))).toBe(expected);
  });

  test.each(["", ".", "-", "abc", "1,5", "1 000", "0x10", "1e", "NaN", "Infinity", "+1", " 1", "1\n", "1e1000", "9".repeat(401)])(
    "%j is refused",
    (text) => {
      expect(() => parseDecimal(text)).toThrow(RangeError);
    },
  );

  test("the refusal names the text", () => {
    expect(() => parseDecimal("ninety")).toThrow('not a decimal number: "ninety"');
  });

  test("reading what was written gives the same fraction", () => {
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 25 }), (units, digits) => {
        expect(parseDecimal(decimalText(units, digits))).toEqual(fraction(units, 10n ** BigInt(digits)));
      }),
    );
  });
});

describe("fractionOfNumber", () => {
  test("is the decimal that the number prints as, not its binary neighbour", () => {
    expect(fractionToText(fractionOfNumber(0.1))).toBe("1/10");
    expect(fractionToText(fractionOfNumber(4.928))).toBe("616/125");
    expect(fractionToText(fractionOfNumber(1e-7))).toBe("1/10000000");
    expect(fractionToText(fractionOfNumber(2 ** 60))).toBe("1152921504606847000/1");
    expect(fractionToText(fractionOfNumber(-3))).toBe("-3/1");
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%s is refused", (value) => {
    expect(() => fractionOfNumber(value)).toThrow(RangeError);
  });
});

describe("fractionToNumber", () => {
  test.each<[Fraction, number]>([
    [fraction(1n, 3n), 1 / 3],
    [fraction(-1n, 8n), -0.125],
    [fraction(0n), 0],
    [fraction(10n ** 400n, 10n ** 399n), 10],
    [fraction(-(10n ** 400n), 3n * 10n ** 399n), -10 / 3],
    [fraction(1n, 10n ** 300n), 1e-300],
    [fraction(10n ** 300n), 1e300],
    [fraction(10n ** 400n), Number.POSITIVE_INFINITY],
    [fraction(1n, 10n ** 400n), 0],
  ])("%s is drawn at %d", (f, expected) => {
    expect(fractionToNumber(f)).toBe(expected);
  });

  test("is the number that the decimals round to", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        expect(fractionToNumber(fractionOfNumber(value))).toBeCloseTo(value, 10);
      }),
    );
  });
});

describe("rounding", () => {
  test.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [-1n, 2n, 0n],
    [7n, 3n, 2n],
    [8n, 3n, 3n],
    [-8n, 3n, -3n],
    [6n, 3n, 2n],
  ])("%s / %s is %s, halves to the even neighbour", (num, den, expected) => {
    expect(divideHalfEven(num, den)).toBe(expected);
  });

  test.each([
    [7n, 2n, 3n],
    [-7n, 2n, -4n],
    [-6n, 2n, -3n],
    [0n, 5n, 0n],
  ])("%s / %s is %s, rounded down", (num, den, expected) => {
    expect(floorDivide(num, den)).toBe(expected);
  });

  test.each<[Fraction, number, string]>([
    [fraction(-3n, 2n), 2, "-1.50"],
    [fraction(1n, 3n), 4, "0.3333"],
    [fraction(2n, 3n), 0, "1"],
    [fraction(-1n, 1000n), 2, "0.00"],
    [fraction(1n, 8n), 2, "0.12"],
    [fraction(3n, 8n), 2, "0.38"],
    [fraction(12345n), 1, "12345.0"],
  ])("%s with %d decimals is written %s", (f, digits, text) => {
    expect(fractionToDecimal(f, digits)).toBe(text);
  });
});

test("a fraction is read as it is written, and nothing else is read as one", () => {
  for (const written of ["0/1", "-3/7", "12345678901234567890/1"]) expect(fractionToText(parseFraction(written))).toBe(written);
  expect(fractionToText(parseFraction("2/4"))).toBe("1/2");
  for (const text of ["", "1", "1/-2", "1.5/2", "1/2/3", " 1/2"]) expect(() => parseFraction(text)).toThrow(RangeError);
});
