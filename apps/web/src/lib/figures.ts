import type { Count, Coverage, Figure } from "@solvent/api-contract";
import {
  divideFractions,
  type Fraction,
  floorDivide,
  formatBudgetLeft,
  formatBurn,
  formatCount,
  formatCoverage,
  formatDurationMinutes,
  formatSli,
  formatSliFigure,
  fraction,
  fractionOfNumber,
  fractionToNumber,
  parseDecimal,
  THIN_SPACE,
} from "@solvent/domain";

/** API figures to screen text. How numbers are written is the domain's; this file only carries exact values to it. */
const MINUTES_PER_DAY = 1440;
const HUNDRED = fraction(100n);

function toFraction(figure: Pick<Figure, "exact">): Fraction {
  const [num = "0", den = "1"] = figure.exact.split("/");
  return fraction(BigInt(num), BigInt(den));
}

const targetFraction = (targetPercent: string): Fraction => divideFractions(parseDecimal(targetPercent), HUNDRED);

/** A percentage as a share, to draw with. */
export const shareOfPercent = (percent: string): number => fractionToNumber(targetFraction(percent));

/** Digits without the sign, for a column whose header has it. */
export const sliFigure = (sli: Figure, targetPercent: string): string => formatSliFigure(toFraction(sli), targetFraction(targetPercent));
export const sliText = (sli: Figure | null, targetPercent: string): string =>
  formatSli(sli === null ? null : toFraction(sli), targetFraction(targetPercent));
export const budgetText = (left: Figure): string => formatBudgetLeft(toFraction(left));
export const burnText = (burn: Figure | null): string => formatBurn(burn === null ? null : toFraction(burn));
/** A limit is written as it was set: 14.4×, 6×. */
export const limitText = (factor: Figure): string => burnText(factor).replace(/\.0×$/, "×");
export const coverageText = (coverage: Coverage): string => formatCoverage(coverage.counted, coverage.minutes - coverage.excluded);
export const isWholeCoverage = (coverage: Coverage): boolean => coverage.missing === 0;

/** Minutes of full outage, signed. */
export const outageText = (minutes: Figure): string => formatDurationMinutes(toFraction(minutes));

/** Whole requests, signed: what may still fail is rounded down, what was too many is rounded up. */
export function requestsText(requests: Figure): string {
  const { num, den } = toFraction(requests);
  const whole = floorDivide(num, den);
  return `${formatCount(whole)} ${whole === 1n || whole === -1n ? "request" : "requests"}`;
}

/** What was spent, unsigned: "6.4 %". */
export const spentText = (share: Figure): string => formatBudgetLeft(toFraction(share));
export const countText = (count: Count): string => formatCount(parseDecimal(String(count)));
export const targetText = (targetPercent: string): string => `${targetPercent}${THIN_SPACE}%`;
export const durationText = (minutes: number): string => formatDurationMinutes(minutes);

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
