import { HOT_GAP_MINUTES } from "./burn-onset.ts";
import { type Fraction, fraction, ONE } from "./fraction.ts";
import type { Minute } from "./minute.ts";
import { grownToSteps, shrunkToSteps } from "./minute-intervals.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import type { MinuteInterval } from "./window-counts.ts";

/**
 * What counts of consecutive minutes from `start` on, adjusted; `adjustedMinutes` makes it. All arrays are equally long; good and total are
 * integers up to 2^53 − 1, scaled like the stream, with 0 <= good <= total, and 0 where a minute does not count. For a slice method they are
 * those of `judgedSlices`: each slice's verdict in its last minute.
 */
export interface CountedMinutes {
  readonly start: Minute;
  readonly good: ArrayLike<number>;
  readonly total: ArrayLike<number>;
  /** 1 where the minute counts; 0 where it is missing or excluded. */
  readonly counted: ArrayLike<number>;
}

/** How minutes are grouped (slo-math 11, Episodes). */
export interface HotRules {
  /** b of the objective. */
  readonly budgetRatio: Fraction;
  /** A minute is hot when it burns at this factor or more. */
  readonly hotFactor: Fraction;
  /** Hot stretches with at most so many minutes between them belong together. */
  readonly gapMinutes: number;
  /** L of a slice method; 1 where every minute counts for itself. */
  readonly sliceMinutes: number;
}

/** The rules of an objective: any burning above what it can sustain, over a gap of 10 minutes or of one slice. */
export const hotRules = (terms: Pick<ObjectiveTerms, "target" | "slices">): HotRules => ({
  budgetRatio: errorBudgetRatio(terms),
  hotFactor: ONE,
  gapMinutes: Math.max(HOT_GAP_MINUTES, terms.slices?.minutes ?? 1),
  sliceMinutes: terms.slices?.minutes ?? 1,
});

/** The run of minutes in which the most was burning. */
export interface PeakBurn {
  readonly burn: Fraction;
  /** First minute of the run. */
  readonly minute: Minute;
  readonly minutes: number;
}

/** A stretch [from, to) from its first hot minute to its last one, with everything that counts in between. Counts are scaled. */
export interface HotGroup {
  readonly from: Minute;
  readonly to: Minute;
  readonly bad: bigint;
  readonly mass: bigint;
  /** Minutes of the stretch that count, neither missing nor excluded. */
  readonly countedMinutes: number;
  readonly peak: PeakBurn;
}

/** Indices [first, end) of whole slices. */
export interface IndexRange {
  readonly first: number;
  readonly end: number;
}

/** The minutes that belong to slices wholly inside. */
export function wholeSlices({ start, good }: CountedMinutes, sliceMinutes: number): IndexRange {
  const whole = shrunkToSteps({ start, end: start + good.length }, sliceMinutes);
  return { first: whole.start - start, end: whole.end - start };
}

/** Exact sum; BigInt only where a double would no longer be exact. */
export function sumUnits(values: ArrayLike<number>, { first, end }: IndexRange): bigint {
  let [sum, part] = [0n, 0];
  for (let index = first; index < end; index++) {
    const value = values[index] ?? 0;
    if (part + value > Number.MAX_SAFE_INTEGER) {
      sum += BigInt(part);
      part = 0;
    }
    part += value;
  }
  return sum + BigInt(part);
}

/** bad ≥ factor × b × mass and bad > 0, exactly: in doubles while both products are whole numbers that a double holds. */
function makeHotTest({ hotFactor, budgetRatio }: HotRules): (bad: number, mass: number) => boolean {
  const [badFactor, massFactor] = [hotFactor.den * budgetRatio.den, hotFactor.num * budgetRatio.num];
  const [badScale, massScale] = [Number(badFactor), Number(massFactor)];
  return (bad, mass) => {
    if (bad <= 0) return false;
    const [left, right] = [bad * badScale, mass * massScale];
    if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left >= right;
    return BigInt(bad) * badFactor >= BigInt(mass) * massFactor;
  };
}

/** Throws RangeError that names the rule. */
function checkRules({ hotFactor, gapMinutes }: HotRules): void {
  if (hotFactor.num <= 0n) throw new RangeError("hotFactor must be above 0");
  if (!Number.isSafeInteger(gapMinutes) || gapMinutes < 0)
    throw new RangeError(`gapMinutes must be a whole number, at least 0, not ${gapMinutes}`);
}

/**
 * The groups of hot minutes, in order, small ones too. One pass to find them and one over what they hold. Throws RangeError for a factor that
 * is not above 0 and for a gap that is no whole number of minutes.
 */
export function hotGroups(minutes: CountedMinutes, rules: HotRules): readonly HotGroup[] {
  checkRules(rules);
  const { good, total } = minutes;
  const isHot = makeHotTest(rules);
  const { first, end } = wholeSlices(minutes, rules.sliceMinutes);
  const ranges: { first: number; end: number }[] = [];
  for (let index = first + rules.sliceMinutes - 1; index < end; index += rules.sliceMinutes) {
    const mass = total[index] ?? 0;
    if (!isHot(mass - (good[index] ?? 0), mass)) continue;
    const begins = index + 1 - rules.sliceMinutes;
    const last = ranges.at(-1);
    if (last !== undefined && begins - last.end <= rules.gapMinutes) last.end = index + 1;
    else ranges.push({ first: begins, end: index + 1 });
  }
  return ranges.map((range) => groupOf(minutes, range, rules));
}

function groupOf(minutes: CountedMinutes, range: IndexRange, rules: HotRules): HotGroup {
  const mass = sumUnits(minutes.total, range);
  return {
    from: minutes.start + range.first,
    to: minutes.start + range.end,
    bad: mass - sumUnits(minutes.good, range),
    mass,
    countedMinutes: Number(sumUnits(minutes.counted, range)),
    peak: peakBurn(minutes, range, rules),
  };
}

/** Long enough that one odd minute does not make the peak, short enough that an outage of minutes shows. */
const PEAK_MINUTES = 5;

/** The first of the runs of 5 minutes, of whole slices, or of all minutes where there are fewer, that burn most. */
function peakBurn({ start, good, total }: CountedMinutes, { first, end }: IndexRange, rules: HotRules): PeakBurn {
  const length = Math.min(end - first, Math.max(PEAK_MINUTES, rules.sliceMinutes));
  let best = { bad: 0n, mass: 1n, index: first };
  for (let index = first; index + length <= end; index += rules.sliceMinutes) {
    const run = { first: index, end: index + length };
    const mass = sumUnits(total, run);
    const bad = mass - sumUnits(good, run);
    if (bad * best.mass > best.bad * mass) best = { bad, mass, index };
  }
  const { num, den } = rules.budgetRatio;
  return { burn: fraction(best.bad * den, best.mass * num), minute: start + best.index, minutes: length };
}

/**
 * The minutes that must be looked at again after those of `changed` did change: the groups of all minutes are then those outside the
 * stretch as they were, and `hotGroups` of the stretch (`replaceGroups`).
 */
export function touchedStretch(groups: readonly HotGroup[], changed: MinuteInterval, rules: HotRules): MinuteInterval {
  const { gapMinutes, sliceMinutes } = rules;
  const { start, end } = grownToSteps(changed, sliceMinutes);
  const near = groups.filter((group) => group.to >= start - gapMinutes && group.from <= end + gapMinutes);
  return { start: Math.min(start, near[0]?.from ?? start), end: Math.max(end, near.at(-1)?.to ?? end) };
}

/** `groups` with those of `stretch` exchanged for `fresh` ones. */
export const replaceGroups = (groups: readonly HotGroup[], stretch: MinuteInterval, fresh: readonly HotGroup[]): readonly HotGroup[] => [
  ...groups.filter((group) => group.to <= stretch.start),
  ...fresh,
  ...groups.filter((group) => group.from >= stretch.end),
];
