import { compareFractions, type Fraction, fraction, fractionOfNumber, parseDecimal, subtractFractions } from "./fraction.ts";
import type { ThresholdIndicator, ThresholdOperator } from "./indicator.ts";
import { COUNT_SCALE, MINUTE_MS, type Minute, type MinuteBlock, type MissingReason } from "./minute.ts";

/** What a source measured: an exact number, or one beyond all numbers. */
export type Measured = Fraction | "infinite" | "-infinite";

/** What is compared, and with what. */
export interface Threshold extends Pick<ThresholdIndicator, "operator" | "of"> {
  readonly limit: Fraction;
}

/** Throws RangeError for a limit that is no decimal number. */
export const toThreshold = ({ operator, of, value }: Pick<ThresholdIndicator, "operator" | "of" | "value">): Threshold => ({
  operator,
  of,
  limit: parseDecimal(value),
});

/** What a double says: the decimal number that it prints as; null for NaN, which is no value. */
export function measuredNumber(value: number): Measured | null {
  if (Number.isNaN(value)) return null;
  if (Number.isFinite(value)) return fractionOfNumber(value);
  return value > 0 ? "infinite" : "-infinite";
}

const INFINITE: Readonly<Record<string, Measured>> = { "+inf": "infinite", inf: "infinite", "-inf": "-infinite" };

/** A value in the words of a metrics system, digit by digit; null for NaN, which is no value. Throws RangeError for anything else. */
export function parseMeasured(text: string): Measured | null {
  const word = text.toLowerCase();
  if (word === "nan") return null;
  return INFINITE[word] ?? parseDecimal(text.startsWith("+") ? text.slice(1) : text);
}

const MEETS: Readonly<Record<ThresholdOperator, (order: number) => boolean>> = {
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

const MINUTE_SECONDS = BigInt(MINUTE_MS / 1000);

/** An instant that never comes is not old at all, one that never was is older than any. */
function ageAt(endOfMinute: Minute, instant: Measured): Measured {
  if (instant === "infinite") return "-infinite";
  return instant === "-infinite" ? "infinite" : subtractFractions(fraction(BigInt(endOfMinute) * MINUTE_SECONDS), instant);
}

const sideOf = (measured: Measured): number => (measured === "infinite" ? 1 : measured === "-infinite" ? -1 : 0);

/** Negative, zero or positive, like a sort function. */
export const compareMeasured = (a: Measured, b: Measured): number =>
  typeof a === "object" && typeof b === "object" ? compareFractions(a, b) : sideOf(a) - sideOf(b);

/** Whether the value of a minute is good. */
export function meetsThreshold({ limit, operator, of }: Threshold, measured: Measured, minute: Minute): boolean {
  const subject = of === "age" ? ageAt(minute + 1, measured) : measured;
  return MEETS[operator](compareMeasured(subject, limit));
}

/** The value of one minute, or why there is none. */
export type MinuteValue = { readonly measured: Measured } | { readonly missing: MissingReason };

/** Minutes from `from` on as a stream stores them: one event each, good or bad. */
export function judgeMinutes(threshold: Threshold, from: Minute, values: readonly MinuteValue[]): MinuteBlock {
  const verdicts = values.map((value, index) => ("missing" in value ? null : meetsThreshold(threshold, value.measured, from + index)));
  return {
    from,
    good: verdicts.map((verdict) => (verdict === true ? COUNT_SCALE : 0)),
    total: verdicts.map((verdict) => (verdict === null ? 0 : COUNT_SCALE)),
    missing: values.map((value) => ("missing" in value ? value.missing : null)),
  };
}
