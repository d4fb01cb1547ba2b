import type { Minute } from "./minute.ts";
import type { Totals } from "./totals.ts";

/** What became of the minutes of an interval: counted + missing + excluded = minutes; `noTraffic` is part of `counted`. */
export interface Coverage {
  readonly minutes: number;
  readonly counted: number;
  readonly missing: number;
  readonly excluded: number;
  readonly noTraffic: number;
}

/** Counts of one interval, scaled like the stream, with its coverage. */
export interface WindowCounts extends Coverage {
  readonly good: bigint;
  readonly total: bigint;
}

/**
 * Counts of an interval of `minutes` from the sums of its minutes. `totals` must not contain what the `excludedMinutes` held.
 * Minutes that are neither known nor excluded are missing.
 */
export function windowCounts(totals: Totals, minutes: number, excludedMinutes = 0): WindowCounts {
  return {
    good: totals.good,
    total: totals.total,
    minutes,
    counted: totals.known,
    missing: minutes - totals.known - excludedMinutes,
    excluded: excludedMinutes,
    noTraffic: totals.known - totals.active,
  };
}

export const toCoverage = ({ minutes, counted, missing, excluded, noTraffic }: WindowCounts): Coverage => ({
  minutes,
  counted,
  missing,
  excluded,
  noTraffic,
});

/** The half-open interval [start, end) of minutes that a figure is about. */
export interface MinuteInterval {
  readonly start: Minute;
  readonly end: Minute;
}

/** A rolling window at an evaluation. `start` is later than `periodStart` while the objective is younger than its window. */
export interface RollingPeriod extends MinuteInterval {
  readonly periodStart: Minute;
  readonly periodEnd: Minute;
  readonly partial: boolean;
}

/** [at − P, at), cut to begin at `sloStart` when there is one (slo-math 3). The nominal length stays P. */
export function rollingPeriod({
  at,
  windowMinutes,
  sloStart = null,
}: {
  readonly at: Minute;
  readonly windowMinutes: number;
  readonly sloStart?: Minute | null;
}): RollingPeriod {
  const periodStart = at - windowMinutes;
  const start = sloStart === null ? periodStart : Math.min(at, Math.max(periodStart, sloStart));
  return { periodStart, periodEnd: at, start, end: at, partial: start > periodStart };
}
