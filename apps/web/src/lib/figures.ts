import type { Count, Coverage, Figure } from "@solvent/api-contract";
import {
  divideFractions,
  divideHalfEven,
  type Fraction,
  floorDivide,
  formatBudgetLeft,
  formatBudgetShare,
  formatBurn,
  formatCount,
  formatCoverage,
  formatDurationMinutes,
  formatLimitPercent,
  formatSli,
  formatSliFigure,
  formatWholePercent,
  fraction,
  fractionOfNumber,
  fractionToDecimal,
  fractionToNumber,
  multiplyFractions,
  NO_FIGURE,
  parseDecimal,
  parseFraction,
  THIN_SPACE,
} from "@solvent/domain";

/** API figures to screen text. How numbers are written is the domain's; this file only carries exact values to it. */
const MINUTES_PER_DAY = 1440;
const HUNDRED = fraction(100n);

export const toFraction = (figure: Pick<Figure, "exact">): Fraction => parseFraction(figure.exact);

const targetFraction = (targetPercent: string): Fraction => divideFractions(parseDecimal(targetPercent), HUNDRED);

/** A percentage as a share, to draw with. */
export const shareOfPercent = (percent: string): number => fractionToNumber(targetFraction(percent));

/** Digits without the sign, for a column whose header has it. */
export const sliFigure = (sli: Figure, targetPercent: string): string => formatSliFigure(toFraction(sli), targetFraction(targetPercent));
export const sliText = (sli: Figure | null, targetPercent: string): string =>
  formatSli(sli === null ? null : toFraction(sli), targetFraction(targetPercent));
export const budgetText = (left: Figure): string => formatBudgetLeft(toFraction(left));
type KnownMinutes = Pick<Coverage, "minutes" | "counted" | "excluded">;
/** The same of a budget of which so much is known: ≈ where it may still change by much. */
export const budgetShareText = (share: Figure, coverage: KnownMinutes | null): string =>
  coverage === null ? budgetText(share) : formatBudgetShare(toFraction(share), coverage);
export const burnText = (burn: Figure | null): string => formatBurn(burn === null ? null : toFraction(burn));
/** A limit is written as it was set: 14.4×, 6×, 50 %. */
export const limitText = (factor: Figure): string => burnText(factor).replace(/\.0×$/, "×");
export const percentLimitText = (share: Figure): string => formatLimitPercent(toFraction(share));
export const coverageText = (coverage: KnownMinutes): string => formatCoverage(coverage.counted, coverage.minutes - coverage.excluded);
export const isWholeCoverage = (coverage: Coverage): boolean => coverage.missing === 0;

/** Minutes of full outage, signed. */
export const outageText = (minutes: Figure): string => formatDurationMinutes(toFraction(minutes));

/** What a budget counts. */
export type CountUnit = "events" | "slices";
const UNIT_WORDS: Readonly<Record<CountUnit, readonly [one: string, many: string]>> = {
  events: ["request", "requests"],
  slices: ["slice", "slices"],
};
/** "requests", "slices": the head of a column. */
export const unitWord = (unit: CountUnit): string => UNIT_WORDS[unit][1];

/** Whole requests or slices, signed: what may still fail is rounded down, what was too many is rounded up. */
export function unitsText(amount: Figure, unit: CountUnit): string {
  const { num, den } = toFraction(amount);
  const whole = floorDivide(num, den);
  return `${formatCount(whole)} ${UNIT_WORDS[unit][whole === 1n || whole === -1n ? 0 : 1]}`;
}

/** An exact number of events or slices, which may have decimals. */
export const amountText = (amount: Figure): string => formatCount(toFraction(amount));
/** Plain decimal digits, at most as many as asked: for a field that is edited, or a table. */
export function plainDecimal(figure: Figure, digits: number): string {
  const text = fractionToDecimal(toFraction(figure), digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
/** A share in percent as plain digits. */
export const plainPercent = (share: Figure, digits: number): string =>
  fractionToDecimal(multiplyFractions(toFraction(share), HUNDRED), digits);

/** A difference of shares, signed, in points: "−7.0 pt". */
export function pointsText(difference: Figure): string {
  const { num, den } = toFraction(difference);
  const points = formatBudgetLeft(fraction(num, den)).replace("%", "pt");
  return num > 0n ? `+${points}` : points;
}

/** One exact figure as a share of another, "0.4 %"; a dash of nothing. */
export function ratioText(part: Figure, whole: Figure): string {
  const of = toFraction(whole);
  return of.num === 0n ? NO_FIGURE : formatBudgetLeft(divideFractions(toFraction(part), of));
}

/** What was spent, unsigned: "6.4 %". */
export const spentText = (share: Figure): string => formatBudgetLeft(toFraction(share));
export const countText = (count: Count): string => formatCount(parseDecimal(String(count)));
export const targetText = (targetPercent: string): string => `${targetPercent}${THIN_SPACE}%`;
export const durationText = (minutes: number): string => formatDurationMinutes(minutes);
export const secondsText = (seconds: number): string => formatDurationMinutes(fraction(BigInt(seconds), 60n));

/** How far reading is. */
export const progressText = (share: number): string => formatWholePercent(share);

/** Chart values, which are doubles already. */
export const shareText = (share: number): string => formatBudgetLeft(fractionOfNumber(share));
export const burnNumberText = (burn: number | null): string => formatBurn(burn === null ? null : fractionOfNumber(burn));
export const sliNumberText = (sli: number, targetPercent: string): string =>
  formatSli(fractionOfNumber(sli), targetFraction(targetPercent));

/** Length of a window or a look-back as people name it: 28 d, 6 h, 30 min. */
export function windowText(minutes: number): string {
  if (minutes % MINUTES_PER_DAY === 0) return `${minutes / MINUTES_PER_DAY}${THIN_SPACE}d`;
  if (minutes % 60 === 0) return `${minutes / 60}${THIN_SPACE}h`;
  return `${minutes}${THIN_SPACE}min`;
}

/**
 * What is left of a sum after its parts, so that the figures on screen add up: rounding residue goes to the rest. Where the total has no
 * decimal, or the residue would turn the sign of the rest, the rest is written by itself.
 */
export function restText(sum: { readonly parts: readonly Figure[]; readonly rest: Figure; readonly total: Figure }): string {
  const tenths = (figure: Figure): bigint => {
    const { num, den } = toFraction(figure);
    return divideHalfEven(num * 1000n, den);
  };
  const rest = sum.parts.reduce((left, part) => left - tenths(part), tenths(sum.total));
  const agrees = sum.rest.value === 0 ? rest === 0n : rest > 0n;
  return agrees && sum.total.value <= 1 ? formatBudgetLeft(fraction(rest, 1000n)) : formatBudgetLeft(toFraction(sum.rest));
}
