import {
  divideFractions,
  floorDivide,
  formatBudgetLeft,
  formatBurn,
  formatCount,
  formatCoverage,
  formatDurationMinutes,
  formatSli,
  fraction,
  type Minute,
  multiplyFractions,
  subtractFractions,
} from "@solvent/domain";
import type { Happened, Shop } from "./shop.ts";

/** 99 % over one day, as the shop's definition says. */
const TARGET = fraction(99n, 100n);
const BUDGET = fraction(1n, 100n);
export const WINDOW_MINUTES = 1440;
const BURN_MINUTES = [5, 60, 360, 1440, 4320] as const;

const ratio = (part: number, whole: number) => fraction(BigInt(part), BigInt(whole));

const burnOf = ({ bad, total }: Happened): string => formatBurn(divideFractions(ratio(bad, total), BUDGET));

/** The texts that the objective's page has to show at a watermark, worked out from what really happened. */
export function expectedTiles(shop: Shop, watermark: Minute) {
  const day = shop.happened(watermark - WINDOW_MINUTES, watermark);
  const allowed = multiplyFractions(BUDGET, fraction(BigInt(day.total)));
  const remaining = subtractFractions(allowed, fraction(BigInt(day.bad)));
  const left = divideFractions(remaining, allowed);
  const outage = multiplyFractions(left, multiplyFractions(BUDGET, fraction(BigInt(WINDOW_MINUTES))));
  return {
    budget: formatBudgetLeft(left),
    budgetHint: `${formatDurationMinutes(outage)} of full outage · ${formatCount(floorDivide(remaining.num, remaining.den))} requests`,
    sli: formatSli(ratio(day.good, day.total), TARGET),
    burns: BURN_MINUTES.map((minutes) => burnOf(shop.happened(watermark - minutes, watermark))),
    coverage: formatCoverage(day.known, WINDOW_MINUTES),
    coverageHint: `1 gap, ${formatDurationMinutes(WINDOW_MINUTES - day.known)}`,
  };
}

/** The figures of a check of the last 24 hours, in the order in which they are shown. */
export const expectedCheck = ({ good, total, bad, known }: Happened): string[] => [
  formatSli(ratio(good, total), TARGET),
  formatCount(good),
  formatCount(total),
  formatCount(bad),
  formatCoverage(known, WINDOW_MINUTES),
];
