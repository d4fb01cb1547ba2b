import { compareFractions, divideFractions, type Fraction, fraction, multiplyFractions } from "./fraction.ts";
import { type CountedMinutes, type HotGroup, type HotRules, hotGroups, sumUnits, wholeSlices } from "./hot-minutes.ts";

/** A smaller part of the allowance than this is no episode of its own (slo-math 11). */
export const EPISODE_MIN_SHARE: Fraction = fraction(1n, 100n);

/** A stretch of burning minutes with its cost in budget. Counts are scaled like the minutes; errors below the limit inside it count too. */
export interface Episode extends HotGroup {
  /** Part of the allowance that it took: 1 is all of it. */
  readonly share: Fraction;
  /** It may still grow: a failure in the next minute would join it. */
  readonly open: boolean;
}

/** Where the budget of an interval went: Σ bad of the episodes + backgroundBad = totalBad, exactly. Counts are scaled like the minutes. */
export interface EpisodeLedger {
  /** In order of time. */
  readonly episodes: readonly Episode[];
  /** What failed outside of them, small groups included. */
  readonly backgroundBad: bigint;
  readonly totalBad: bigint;
  readonly totalMass: bigint;
  /** What the shares are parts of. */
  readonly allowed: Fraction;
}

export interface EpisodesInput {
  /** All minutes of the interval; for a slice method its judged slices. */
  readonly minutes: CountedMinutes;
  readonly rules: HotRules;
  readonly minShare?: Fraction;
  /**
   * Allowance that shares are parts of, above 0, scaled like the minutes; b × mass of the interval where it is left out, which is right for
   * a rolling window. Calendar windows take the planned or projected allowance of the period.
   */
  readonly allowed?: Fraction;
}

/** Attributes all that failed in an interval to episodes and background. Throws RangeError for an allowance, a share or a rule that cannot be. */
export function episodeLedger(input: EpisodesInput): EpisodeLedger {
  const { minutes, rules } = input;
  const range = wholeSlices(minutes, rules.sliceMinutes);
  const totalMass = sumUnits(minutes.total, range);
  const sums = { totalMass, totalBad: totalMass - sumUnits(minutes.good, range), end: minutes.start + range.end };
  return attributeGroups(hotGroups(minutes, rules), { ...input, ...sums });
}

/** What groups are attributed with, apart from themselves: sums over the interval, and where it ends. */
export interface IntervalSums extends Omit<EpisodesInput, "minutes"> {
  readonly totalMass: bigint;
  readonly totalBad: bigint;
  readonly end: number;
}

/** The ledger from groups that are known already, e.g. after `replaceGroups`. Throws like `episodeLedger`. */
export function attributeGroups(groups: readonly HotGroup[], sums: IntervalSums): EpisodeLedger {
  const { rules, totalBad, totalMass, minShare = EPISODE_MIN_SHARE } = sums;
  const allowed = sums.allowed ?? multiplyFractions(rules.budgetRatio, fraction(totalMass));
  if (allowed.num < 0n || (allowed.num === 0n && sums.allowed !== undefined)) throw new RangeError("allowed must be above 0");
  if (minShare.num < 0n) throw new RangeError("minShare must not be negative");
  const episodes = groups
    .map((group): Episode => {
      const share = divideFractions(fraction(group.bad), allowed);
      return { ...group, share, open: sums.end - group.to <= rules.gapMinutes };
    })
    .filter(({ share }) => compareFractions(share, minShare) >= 0);
  const attributed = episodes.reduce((sum, { bad }) => sum + bad, 0n);
  return { episodes, backgroundBad: totalBad - attributed, totalBad, totalMass, allowed };
}
