import {
  absoluteFraction,
  compareFractions,
  decimalText,
  divideHalfEven,
  type Fraction,
  floorDivide,
  fraction,
  fractionOfNumber,
  fractionToDecimal,
  multiplyFractions,
  ONE,
  ZERO,
} from "./fraction.ts";

/** U+202F: before a unit and between thousands. */
export const THIN_SPACE = "\u202F";
/** U+2212. */
export const MINUS = "\u2212";
/** Stands where a figure is not known. */
export const NO_FIGURE = "–";

/** Before a figure that is rounded much, or that may still change. */
export const APPROXIMATELY = `≈${THIN_SPACE}`;

const HUNDRED = fraction(100n);
/** Digits beyond those asked for that are spent on not rounding across a limit; after them the figure is cut on its own side. */
const MAX_EXTRA_DIGITS = 8;

const typographic = (plain: string): string => plain.replace("-", MINUS);
const withPercent = (figure: string): string => `${figure}${THIN_SPACE}%`;
const toPercent = (ratio: Fraction): Fraction => multiplyFractions(ratio, HUNDRED);

interface Precision {
  readonly digits: number;
  /** Values that the shown figure must compare with exactly as the true one does. */
  readonly limits: readonly Fraction[];
}

/** Decimal text with as few digits as asked, more where rounding would move the figure onto or over a limit. */
function decimalBeside(value: Fraction, { digits, limits }: Precision): string {
  const keepsSides = (units: bigint, places: number): boolean => {
    const shown = fraction(units, 10n ** BigInt(places));
    return limits.every((limit) => compareFractions(shown, limit) === compareFractions(value, limit));
  };
  for (let places = digits; places <= digits + MAX_EXTRA_DIGITS; places++) {
    const units = divideHalfEven(value.num * 10n ** BigInt(places), value.den);
    if (keepsSides(units, places)) return decimalText(units, places);
  }
  const last = digits + MAX_EXTRA_DIGITS;
  const floor = floorDivide(value.num * 10n ** BigInt(last), value.den);
  return decimalText(keepsSides(floor, last) ? floor : floor + 1n, last);
}

/** Decimals that a percentage needs to be written in full, at most 12: 99.95 has 2. */
function decimalsOf(percent: Fraction): number {
  let digits = 0;
  for (let scaled = percent.num; scaled % percent.den !== 0n && digits < 12; digits++) scaled *= 10n;
  return digits;
}

/** SLI in percent without the sign, for tables: one digit more than the target, at least two, never rounded across the target or 100. */
export function formatSliFigure(sli: Fraction, target: Fraction): string {
  const digits = Math.max(2, decimalsOf(toPercent(target)) + 1);
  return decimalBeside(toPercent(sli), { digits, limits: [toPercent(target), HUNDRED] });
}

/** `99.8996 %`; "–" without events. */
export const formatSli = (sli: Fraction | null, target: Fraction): string =>
  sli === null ? NO_FIGURE : withPercent(formatSliFigure(sli, target));

/**
 * Share of the budget left: `−17.7 %`, and `−582 %` beyond ±100. Not clamped; never rounded to 0 or to 100 unless it is exactly that,
 * so that an overspent budget never looks merely empty.
 */
export function formatBudgetLeft(left: Fraction): string {
  const percent = toPercent(left);
  const beyond = compareFractions(absoluteFraction(percent), HUNDRED) > 0;
  return withPercent(typographic(beyond ? fractionToDecimal(percent, 0) : decimalBeside(percent, { digits: 1, limits: [ZERO, HUNDRED] })));
}

const TENTH = fraction(1n, 10n);
/** From here on one decimal would be rounded to 100.0. */
const WHOLE_BURN_FROM = fraction(9995n, 100n);

/** `22.9×`, `240×`, `<0.1×`; "–" without data. */
export function formatBurn(burn: Fraction | null): string {
  if (burn === null) return NO_FIGURE;
  if (burn.num !== 0n && compareFractions(burn, TENTH) < 0) return "<0.1×";
  return `${fractionToDecimal(burn, compareFractions(burn, WHOLE_BURN_FROM) >= 0 ? 0 : 1)}×`;
}

/** Known share of the minutes, rounded down: `99.9 %`, `100 %` only when all are known; "–" of no minutes. */
export function formatCoverage(known: number, minutes: number): string {
  if (minutes <= 0) return NO_FIGURE;
  if (known >= minutes) return withPercent("100");
  return withPercent(decimalText(floorDivide(BigInt(known) * 1000n, BigInt(minutes)), 1));
}

/** A share between 0 and 1, how far something is, rounded down: `41 %`, `100 %` only when it is all. */
export function formatWholePercent(share: Fraction | number): string {
  const { num, den } = toPercent(toFraction(share));
  return withPercent(String(floorDivide(num, den)));
}

/** Decimals of a figure that somebody wrote, or that follows from one; more are rounded to so few. */
const WRITTEN_DIGITS = 6;
const ROUNDED_DIGITS = 3;

/** A limit in full, `1.008`, where 6 decimals are enough; else rounded to 3 and marked as such, `≈ 0.933`. */
export function formatLimit(value: Fraction): string {
  const digits = decimalsOf(value);
  const [whole = "", rest] = fractionToDecimal(value, digits <= WRITTEN_DIGITS ? digits : ROUNDED_DIGITS).split(".");
  const figure = typographic(`${groupThousands(whole)}${rest === undefined ? "" : `.${rest}`}`);
  return digits <= WRITTEN_DIGITS ? figure : `${APPROXIMATELY}${figure}`;
}

/** A ratio as a limit in percent: `2 %`, `≈ 0.667 %`. */
export const formatLimitPercent = (ratio: Fraction): string => withPercent(formatLimit(toPercent(ratio)));

const groupThousands = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
const COUNT_DECIMALS_BELOW = HUNDRED;

/** `1 687` with U+202F between thousands; a count that is not whole has one decimal below 100 and none above. */
export function formatCount(count: bigint | number | Fraction): string {
  const value = toFraction(count);
  const decimals = value.den !== 1n && compareFractions(absoluteFraction(value), COUNT_DECIMALS_BELOW) < 0 ? 1 : 0;
  const [whole = "", rest] = fractionToDecimal(value, decimals).split(".");
  return typographic(`${groupThousands(whole)}${rest === undefined ? "" : `.${rest}`}`);
}

function toFraction(value: bigint | number | Fraction): Fraction {
  if (typeof value === "bigint") return fraction(value);
  return typeof value === "number" ? fractionOfNumber(value) : value;
}

const DURATION_UNITS = [
  { name: "d", seconds: 86_400n },
  { name: "h", seconds: 3_600n },
  { name: "min", seconds: 60n },
  { name: "s", seconds: 1n },
] as const;

/** Two units at most: `16 min 35 s`, `3 h 2 min`, `1 d 12 h`. Under a second that is not zero: `<1 s`. */
export function formatDurationMinutes(minutes: Fraction | number): string {
  const seconds = multiplyFractions(toFraction(minutes), fraction(60n));
  const size = absoluteFraction(seconds);
  const sign = seconds.num < 0n ? MINUS : "";
  if (size.num !== 0n && compareFractions(size, ONE) < 0) return `${sign}<1${THIN_SPACE}s`;
  return sign + twoUnits(size);
}

/** Rounds to the smaller of the two units shown; 59 min 59.7 s becomes 1 h. */
function twoUnits(seconds: Fraction): string {
  const lead = DURATION_UNITS.findIndex((unit) => seconds.num >= unit.seconds * seconds.den);
  const [large = DURATION_UNITS[3], small = large] = DURATION_UNITS.slice(lead, lead + 2);
  const rounded = divideHalfEven(seconds.num, seconds.den * small.seconds) * small.seconds;
  const next = DURATION_UNITS[lead - 1];
  if (next !== undefined && rounded >= next.seconds) return twoUnits(fraction(rounded));
  const parts = [
    [rounded / large.seconds, large.name] as const,
    [large === small ? 0n : (rounded % large.seconds) / small.seconds, small.name] as const,
  ];
  const shown = parts.filter(([amount], index) => index === 0 || amount !== 0n);
  return shown.map(([amount, name]) => `${amount}${THIN_SPACE}${name}`).join(" ");
}
