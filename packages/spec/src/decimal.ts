/** An exact decimal: sign * digits * 10^-scale, with `digits` a string of at least one digit and scale >= 0. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly scale: number;
}

const DECIMAL = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,5}))?$/;
/** Longest text and largest power of ten that are read; anything beyond is no figure a person would write. */
const MAX_TEXT = 60;
const MAX_EXPONENT = 40;

/** Moves the point `places` to the right. Zeros at the end are kept: 0.9990 and 2 make 99.90. */
function shifted(decimal: Decimal, places: number): Decimal {
  const scale = decimal.scale - places;
  return scale >= 0 ? { ...decimal, scale } : { ...decimal, digits: decimal.digits + "0".repeat(-scale), scale: 0 };
}

/** Reads `99.9`, `.5`, `1e-3`; null when it is not a decimal number of reasonable size. Nothing is rounded. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > MAX_TEXT) return null;
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  if (whole.length + fraction.length === 0 || Math.abs(exponent) > MAX_EXPONENT) return null;
  return shifted({ negative: sign === "-", digits: whole + fraction, scale: fraction.length }, exponent);
}

/** Plain notation without an exponent: `0.999`, `99.90`. */
export function formatDecimal(decimal: Decimal): string {
  const padded = decimal.digits.padStart(decimal.scale + 1, "0");
  const whole = padded.slice(0, padded.length - decimal.scale).replace(/^0+(?=\d)/, "");
  const fraction = padded.slice(padded.length - decimal.scale);
  return `${decimal.negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

export const percentOfFraction = (fraction: Decimal): Decimal => shifted(fraction, 2);

/** The opposite, digit by digit: 99.90 -> 0.9990. */
export const fractionOfPercent = (percent: Decimal): Decimal => shifted(percent, -2);

const isZero = (decimal: Decimal): boolean => /^0*$/.test(decimal.digits);

/** Exact comparison with a whole number: negative, zero or positive like a sort function. */
export function compareToWhole(decimal: Decimal, whole: number): number {
  const left = BigInt(decimal.digits) * (decimal.negative ? -1n : 1n);
  const right = BigInt(whole) * 10n ** BigInt(decimal.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether both are the same number, whatever the zeros around it. */
export function sameDecimal(a: Decimal, b: Decimal): boolean {
  if (isZero(a) || isZero(b)) return isZero(a) && isZero(b);
  const scale = Math.max(a.scale, b.scale);
  const whole = (d: Decimal): bigint => BigInt(d.digits) * 10n ** BigInt(scale - d.scale);
  return a.negative === b.negative && whole(a) === whole(b);
}
