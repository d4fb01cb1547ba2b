import { MINUTE_MS, MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import { type Chronicle, decommissionedAtMs, incidentsWithin } from "../model/timetable.ts";
import { ALL_COLUMNS, addMinute } from "./minute-counts.ts";

export interface RunningTotals {
  /**
   * Calls `visit` with what every counter has reached at the start of each minute from `from` to `to`, both included, in order.
   * The array is reused: what is needed of it has to be copied. Minutes before the origin are left out.
   */
  walk(from: Minute, to: Minute, visit: (minute: Minute, totals: Float64Array) => void): void;
}

/**
 * Cumulative counters of the company since `origin`, a whole hour, at any minute. Totals at whole hours are kept, 0.5 MB a month;
 * the minutes of an hour are added up again when they are asked for. The past of the chronicle does not change while this lives:
 * hours are kept only once they are over.
 */
export function makeRunningTotals(deps: {
  readonly origin: Minute;
  readonly chronicle: () => Chronicle;
  readonly nowMs: () => number;
}): RunningTotals {
  const { origin } = deps;
  /** Element i: totals at the start of hour i after the origin. */
  const hours: Float64Array[] = [new Float64Array(ALL_COLUMNS)];

  function circumstancesOfHour(hour: number) {
    const fromMs = (origin + hour * MINUTES_PER_HOUR) * MINUTE_MS;
    const chronicle = deps.chronicle();
    const incidents = incidentsWithin(chronicle, { fromMs, toMs: fromMs + MINUTES_PER_HOUR * MINUTE_MS });
    return { incidents, decommissionedAtMs: decommissionedAtMs(chronicle) };
  }

  /** Totals at the start of each minute of an hour and at its end, given those at its start, which become those at its end. */
  function walkHour(hour: number, totals: Float64Array, visit: (minute: Minute) => void): void {
    const circumstances = circumstancesOfHour(hour);
    const first = origin + hour * MINUTES_PER_HOUR;
    for (let minute = first; minute < first + MINUTES_PER_HOUR; minute++) {
      visit(minute);
      addMinute(totals, minute, circumstances);
    }
  }

  const isOver = (hour: number): boolean => (origin + (hour + 1) * MINUTES_PER_HOUR) * MINUTE_MS <= deps.nowMs();

  /** A copy of the totals at the start of an hour. */
  function startOf(hour: number): Float64Array {
    const known = Math.min(hour, hours.length - 1);
    const totals = Float64Array.from(hours[known] ?? []);
    for (let at = known; at < hour; at++) {
      walkHour(at, totals, () => undefined);
      if (isOver(at) && hours.length === at + 1) hours.push(Float64Array.from(totals));
    }
    return totals;
  }

  return {
    walk(from, to, visit) {
      const firstHour = Math.floor((Math.max(from, origin) - origin) / MINUTES_PER_HOUR);
      const totals = startOf(firstHour);
      for (let hour = firstHour; origin + hour * MINUTES_PER_HOUR <= to; hour++) {
        walkHour(hour, totals, (minute) => {
          if (minute >= from && minute <= to) visit(minute, totals);
        });
        if (isOver(hour) && hours.length === hour + 1) hours.push(Float64Array.from(totals));
      }
    },
  };
}
