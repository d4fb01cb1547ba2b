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

/**
 * Counts of one interval with its coverage. `good` and `total` are events, scaled like the stream. `bad` and `mass` are what the
 * method judges, scaled by `massScale` of the objective: for occurrences they are total − good and total.
 */
export interface WindowCounts extends Coverage {
  readonly good: bigint;
  readonly total: bigint;
  readonly bad: bigint;
  readonly mass: bigint;
  /** Closed slices wholly inside the interval that could not be judged because minutes are missing; 0 for occurrences. */
  readonly unjudged: number;
}

/**
 * Counts of events in an interval of `minutes` from the sums of its minutes. `totals` must not contain what the `excludedMinutes` held.
 * Minutes that are neither known nor excluded are missing.
 */
export function windowCounts(totals: Totals, minutes: number, excludedMinutes = 0): WindowCounts {
  return {
    good: totals.good,
    total: totals.total,
    bad: totals.total - totals.good,
    mass: totals.total,
    unjudged: 0,
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
