/** An exact rational number in lowest terms; `den` is positive. Build it with `fraction` or `parseDecimal`. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}

/** `num / den` in lowest terms. Throws RangeError when `den` is zero. */
export function fraction(num: bigint, den: bigint = 1n): Fraction {
  if (den === 0n) throw new RangeError("a fraction needs a denominator other than zero");
  const divisor = greatestCommonDivisor(num, den) * (den < 0n ? -1n : 1n);
  return { num: num / divisor, den: den / divisor };
}

export const ZERO: Fraction = { num: 0n, den: 1n };
export const ONE: Fraction = { num: 1n, den: 1n };

const DECIMAL = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?$/;
/** Longer texts are no figure a person writes, and would only cost time. */
const MAX_DECIMAL_LENGTH = 400;

/** Reads `99.9`, `-0.5`, `.25` or `1e-3` exactly. Throws RangeError that names the text when it is no decimal number. */
export function parseDecimal(text: string): Fraction {
  const match = text.length <= MAX_DECIMAL_LENGTH ? DECIMAL.exec(text) : null;
  const [, sign = "", whole = "", decimals = "", exponentText = "0"] = match ?? [];
  const digits = whole + decimals;
  if (match === null || digits === "") throw new RangeError(`not a decimal number: ${JSON.stringify(text.slice(0, 60))}`);
  const exponent = Number(exponentText) - decimals.length;
  const value = BigInt(`${sign === "-" ? "-" : ""}${BigInt(digits)}`);
  return exponent >= 0 ? fraction(value * 10n ** BigInt(exponent)) : fraction(value, 10n ** BigInt(-exponent));
}

/** The decimal number that `value` prints as: 0.1 is one tenth, not its binary neighbour. Throws RangeError for NaN and infinities. */
export function fractionOfNumber(value: number): Fraction {
  if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  return Number.isSafeInteger(value) ? { num: BigInt(value), den: 1n } : parseDecimal(String(value));
}

/** Negative, zero or positive, like a sort function. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const [left, right] = [a.num * b.den, b.num * a.den];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const addFractions = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.den + b.num * a.den, a.den * b.den);
export const subtractFractions = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.den - b.num * a.den, a.den * b.den);
export const multiplyFractions = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.num, a.den * b.den);
/** Throws RangeError when `b` is zero. */
export const divideFractions = (a: Fraction, b: Fraction): Fraction => fraction(a.num * b.den, a.den * b.num);
export const absoluteFraction = (f: Fraction): Fraction => (f.num < 0n ? { num: -f.num, den: f.den } : f);

/** `n/d`, the form of the API and the golden files. */
export const fractionToText = (f: Fraction): string => `${f.num}/${f.den}`;

const FRACTION_TEXT = /^(-?\d+)\/(\d+)$/;

/** The opposite of `fractionToText`. Throws RangeError for anything else: what cannot be read must not be read as another figure. */
export function parseFraction(text: string): Fraction {
  const [, num, den] = FRACTION_TEXT.exec(text) ?? [];
  if (num === undefined || den === undefined) throw new RangeError(`not a fraction: ${JSON.stringify(text)}`);
  return fraction(BigInt(num), BigInt(den));
}

const bitLength = (value: bigint): number => 4 * value.toString(16).length;
/** A few more bits than a double holds, so that only the last conversion rounds. */
const DRAWN_BITS = 64;

/** The double next to `f`, also where numerator or denominator are too large for one. Only to draw: never compare with it. */
export function fractionToNumber(f: Fraction): number {
  const size = absoluteFraction(f).num;
  if (size <= Number.MAX_SAFE_INTEGER && f.den <= Number.MAX_SAFE_INTEGER) return Number(f.num) / Number(f.den);
  const shift = DRAWN_BITS - bitLength(size) + bitLength(f.den);
  const quotient = shift >= 0 ? (f.num << BigInt(shift)) / f.den : f.num / (f.den << BigInt(-shift));
  return Number(quotient) * 2 ** -shift;
}

/** `num / den` as a whole number, halves to the even neighbour. `den` is positive. */
export function divideHalfEven(num: bigint, den: bigint): bigint {
  const quotient = floorDivide(num, den);
  const twice = 2n * (num - quotient * den);
  if (twice === den) return quotient % 2n === 0n ? quotient : quotient + 1n;
  return twice > den ? quotient + 1n : quotient;
}

/** The largest whole number at or below `num / den`. `den` is positive. */
export function floorDivide(num: bigint, den: bigint): bigint {
  const quotient = num / den;
  return num < 0n && quotient * den !== num ? quotient - 1n : quotient;
}

/** `units × 10^-digits` in plain notation with exactly `digits` decimals: (−150, 2) is `-1.50`. */
export function decimalText(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  const point = text.length - digits;
  return `${units < 0n ? "-" : ""}${text.slice(0, point)}${digits === 0 ? "" : `.${text.slice(point)}`}`;
}

/** Plain decimal notation with exactly `digits` decimals, halves to even; `-0.00` is written `0.00`. */
export const fractionToDecimal = (f: Fraction, digits: number): string =>
  decimalText(divideHalfEven(f.num * 10n ** BigInt(digits), f.den), digits);
