import type { Adjustment, AlertRule, Minute, MinuteRun } from "../../src/index.ts";

/**
 * The meaning of slo-math, minute by minute: no running totals, no reduced fractions, nothing shared with the engine but its types.
 * A ratio is a pair [numerator, denominator] of whole numbers that is only ever compared by cross-multiplication.
 */
export type Ratio = readonly [bigint, bigint];
export type NaiveMinute = { readonly good: bigint; readonly total: bigint } | null;
export type NaiveMinutes = ReadonlyMap<Minute, NaiveMinute>;

export const sameRatio = ([a, b]: Ratio, [c, d]: Ratio): boolean => a * d === c * b;
const atLeast = ([a, b]: Ratio, [c, d]: Ratio): boolean => a * d >= c * b;

/** One entry per mentioned minute; a later run overwrites. */
export function paintMinutes(runs: readonly MinuteRun[]): NaiveMinutes {
  const minutes = new Map<Minute, NaiveMinute>();
  for (const run of runs) for (let m = run.from; m < run.from + run.minutes; m++) minutes.set(m, run.counts);
  return minutes;
}

export interface NaiveCounts {
  good: bigint;
  total: bigint;
  bad: bigint;
  mass: bigint;
  unjudged: number;
  minutes: number;
  counted: number;
  missing: number;
  excluded: number;
  noTraffic: number;
}

const covers = (adjustments: readonly Adjustment[], mode: Adjustment["mode"], m: Minute): boolean =>
  adjustments.some((a) => a.mode === mode && a.from <= m && m < a.to);

export interface NaiveStream {
  readonly minutes: NaiveMinutes;
  readonly adjustments: readonly Adjustment[];
}

export function countNaively({ minutes, adjustments }: NaiveStream, start: Minute, end: Minute): NaiveCounts {
  const counts = {
    good: 0n,
    total: 0n,
    bad: 0n,
    mass: 0n,
    unjudged: 0,
    minutes: end - start,
    counted: 0,
    missing: 0,
    excluded: 0,
    noTraffic: 0,
  };
  for (let m = start; m < end; m++) {
    const minute = minutes.get(m) ?? null;
    if (covers(adjustments, "exclude", m)) counts.excluded++;
    else if (minute === null) counts.missing++;
    else {
      counts.counted++;
      counts.noTraffic += minute.total === 0n ? 1 : 0;
      counts.total += minute.total;
      counts.mass += minute.total;
      counts.good += covers(adjustments, "forgive", m) ? minute.total : minute.good;
      counts.bad += covers(adjustments, "forgive", m) ? 0n : minute.total - minute.good;
    }
  }
  return counts;
}

/** bad / total ÷ b. */
export const burnNaively = ({ bad, total }: NaiveCounts, [bNum, bDen]: Ratio): Ratio | null =>
  total === 0n ? null : [bad * bDen, total * bNum];

export function alertBurnNaively(counts: NaiveCounts, budget: Ratio): Ratio | null {
  if (counts.counted === 0 && counts.excluded === 0) return null;
  const burn = burnNaively(counts, budget);
  return burn === null ? [0n, 1n] : [burn[0] * BigInt(counts.counted), burn[1] * BigInt(counts.minutes)];
}

export interface NaiveRule {
  readonly rule: AlertRule;
  readonly budget: Ratio;
  readonly scale: number;
}

/** The condition at `at`, for a rule whose excess is a whole number of events. */
export function conditionNaively(stream: NaiveStream, { rule, budget, scale }: NaiveRule, at: Minute): boolean | null {
  const long = countNaively(stream, at - rule.longMinutes, at);
  const [longBurn, shortBurn] = [
    alertBurnNaively(long, budget),
    alertBurnNaively(countNaively(stream, at - rule.shortMinutes, at), budget),
  ];
  if (longBurn === null || shortBurn === null) return null;
  const factor: Ratio = [rule.factor.num, rule.factor.den];
  const explained: Ratio = [factor[0] * budget[0] * long.total, factor[1] * budget[1]];
  const needed: Ratio = [explained[0] + BigInt(rule.minExcess * scale) * explained[1], explained[1]];
  return atLeast(longBurn, factor) && atLeast(shortBurn, factor) && atLeast([long.bad, 1n], needed);
}

/** Transitions of a list of verdicts, as indices. */
export function transitionsNaively(verdicts: readonly (boolean | null)[], resolveAfter: number): { index: number; to: string }[] {
  const transitions: { index: number; to: string }[] = [];
  let firing = false;
  let quiet: number[] = [];
  verdicts.forEach((verdict, index) => {
    if (verdict === true) {
      quiet = [];
      if (!firing) transitions.push({ index, to: "firing" });
      firing = true;
    }
    if (verdict === false && firing) {
      quiet.push(index);
      if (quiet.length === resolveAfter) {
        transitions.push({ index, to: "resolved" });
        firing = false;
        quiet = [];
      }
    }
  });
  return transitions;
}
