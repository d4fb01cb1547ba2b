import { compareFractions, type Fraction, multiplyFractions, ONE, subtractFractions } from "./fraction.ts";
import { parseTarget } from "./objective-terms.ts";

/** Targets that are suggested, in percent, ascending (slo-math 11). */
export const TARGET_LADDER = ["90", "95", "97", "98", "99", "99.5", "99.9", "99.95", "99.99", "99.995", "99.999"] as const;
export type LadderTarget = (typeof TARGET_LADDER)[number];

/** The highest target of the ladder that fits; null: none does. */
export const highestTarget = (fits: (target: Fraction) => boolean): LadderTarget | null =>
  TARGET_LADDER.findLast((percent) => fits(parseTarget(percent))) ?? null;

/** `events` events allow at least `minBad` bad ones. */
export const resolves = (target: Fraction, events: Fraction, minBad: Fraction): boolean =>
  compareFractions(multiplyFractions(subtractFractions(ONE, target), events), minBad) >= 0;
