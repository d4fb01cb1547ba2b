import type { Minute } from "./minute.ts";
import { type Totals, totalsBetween } from "./totals.ts";
import type { MinuteInterval, WindowCounts } from "./window-counts.ts";

/** What figures about the future are made of: counts of an interval as the method judges them, adjusted. */
export type JudgedCounts = Pick<WindowCounts, "bad" | "mass" | "counted" | "unjudged">;

/** Counts of any interval that it was announced to be asked for, e.g. `countInterval` over what a store has read. */
export type CountsOf = (interval: MinuteInterval) => JudgedCounts;

export const NO_COUNTS: JudgedCounts = { bad: 0n, mass: 0n, counted: 0, unjudged: 0 };

/** Counts of events from running totals, without adjustments. */
export const countsOfTotals =
  (totalsAt: (minute: Minute) => Totals): CountsOf =>
  ({ start, end }) => {
    const { good, total, known } = totalsBetween(totalsAt(start), totalsAt(end));
    return { bad: total - good, mass: total, counted: known, unjudged: 0 };
  };
