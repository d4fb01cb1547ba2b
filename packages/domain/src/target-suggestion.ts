import { compareFractions, type Fraction, fraction } from "./fraction.ts";
import { ENOUGH_ALLOWED_FAILURES } from "./low-traffic.ts";
import { highestTarget, type LadderTarget, resolves } from "./target-ladder.ts";

/** Share of the days on which the rolling SLI met a target that counts as achieved. */
const ACHIEVED_SHARE = fraction(95n, 100n);

/** Events or judged slices of one day; all days in one unit. */
export interface DayCounts {
  readonly good: bigint;
  readonly total: bigint;
}

export interface TargetSuggestionInput {
  /** Consecutive days, oldest first; null: not known. */
  readonly days: readonly (DayCounts | null)[];
  readonly windowDays: number;
  /** Units per event of the counts. */
  readonly scale: number;
  readonly achievedShare?: Fraction;
  /** Bad events that a target must allow in the smallest window, so that it can be told from its neighbours. */
  readonly minBad?: Fraction;
}

/** Percentages of the ladder; null: not even its lowest. */
export interface TargetSuggestion {
  /** The highest that is both achieved and resolvable. */
  readonly target: LadderTarget | null;
  /** What history met. */
  readonly achieved: LadderTarget | null;
  /** What the traffic can tell. */
  readonly resolvable: LadderTarget | null;
  /** Rolling windows, one per day, that were looked at. */
  readonly windows: number;
}

/** Sums of all windows of `windowDays` days that are known throughout. */
function windowSums(days: readonly (DayCounts | null)[], windowDays: number): DayCounts[] {
  const sums: DayCounts[] = [];
  let [good, total, unknown] = [0n, 0n, 0];
  const add = (day: DayCounts | null | undefined, sign: bigint): void => {
    good += (day?.good ?? 0n) * sign;
    total += (day?.total ?? 0n) * sign;
    unknown += day === null ? Number(sign) : 0;
  };
  for (let index = 0; index < days.length; index++) {
    add(days[index], 1n);
    if (index >= windowDays) add(days[index - windowDays], -1n);
    if (index >= windowDays - 1 && unknown === 0) sums.push({ good, total });
  }
  return sums;
}

/** Throws RangeError that names what cannot be. */
function check({ days, windowDays, scale }: TargetSuggestionInput): void {
  if (!Number.isSafeInteger(windowDays) || windowDays < 1)
    throw new RangeError(`windowDays must be a whole number, at least 1, not ${windowDays}`);
  if (!Number.isSafeInteger(scale) || scale < 1) throw new RangeError(`scale must be a whole number, at least 1, not ${scale}`);
  const wrong = days.findIndex((day) => day !== null && (day.good < 0n || day.good > day.total));
  if (wrong >= 0) throw new RangeError(`days[${wrong}]: good must be between 0 and total`);
}

/**
 * The highest target of the ladder that history met on enough days and that the traffic can resolve; both limits are part of the answer.
 * A window without events meets no target and misses none, but nothing can be resolved with it. Throws RangeError for impossible input.
 */
export function suggestTarget(input: TargetSuggestionInput): TargetSuggestion {
  check(input);
  const { days, windowDays, scale, achievedShare = ACHIEVED_SHARE, minBad = ENOUGH_ALLOWED_FAILURES } = input;
  const windows = windowSums(days, windowDays);
  const judged = windows.filter(({ total }) => total > 0n);
  const smallest = windows.reduce<bigint | null>((least, { total }) => (least === null || total < least ? total : least), null);

  const isAchieved = (target: Fraction): boolean => {
    const met = judged.filter(({ good, total }) => good * target.den >= target.num * total).length;
    return judged.length > 0 && compareFractions(fraction(BigInt(met), BigInt(judged.length)), achievedShare) >= 0;
  };
  const isResolvable = (target: Fraction): boolean => smallest !== null && resolves(target, fraction(smallest, BigInt(scale)), minBad);
  return {
    target: highestTarget((target) => isAchieved(target) && isResolvable(target)),
    achieved: highestTarget(isAchieved),
    resolvable: highestTarget(isResolvable),
    windows: windows.length,
  };
}
