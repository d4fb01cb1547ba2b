import type { Count, Coverage, Figure } from "@solvent/api-contract";
import { COUNT_SCALE, type Fraction, fractionToNumber, type WindowCounts } from "@solvent/domain";

export const toFigure = (fraction: Fraction): Figure => ({ exact: `${fraction.num}/${fraction.den}`, value: fractionToNumber(fraction) });
export const toFigureOrNull = (fraction: Fraction | null): Figure | null => (fraction === null ? null : toFigure(fraction));

/** Scaled count to events, or slices: a JSON integer up to 2^53 - 1, else (or when not whole) a decimal string. `scale` is a power of ten. */
export function toCount(scaled: bigint, scale: number = COUNT_SCALE): Count {
  const whole = scaled / BigInt(scale);
  const rest = scaled % BigInt(scale);
  if (rest === 0n)
    return whole >= -BigInt(Number.MAX_SAFE_INTEGER) && whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : String(whole);
  const sign = scaled < 0n ? "-" : "";
  const digits = String(rest < 0n ? -rest : rest)
    .padStart(String(scale).length - 1, "0")
    .replace(/0+$/, "");
  return `${sign}${whole < 0n ? -whole : whole}.${digits}`;
}

export const toCoverage = (counts: WindowCounts): Coverage => ({
  minutes: counts.minutes,
  counted: counts.counted,
  missing: counts.missing,
  excluded: counts.excluded,
  noTraffic: counts.noTraffic,
});
