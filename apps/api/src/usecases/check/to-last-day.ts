import type { CheckedObjective } from "@solvent/api-contract";
import { budgetStatus, isoOfMinute, type Minute, type ObjectiveTerms, type Totals, type WindowCounts } from "@solvent/domain";
import { toCount, toCoverage, toFigure, toFigureOrNull } from "../status/figures.ts";

/** A day that was counted. */
export interface CountedDay {
  readonly from: Minute;
  readonly to: Minute;
  readonly counts: WindowCounts;
  readonly hours: readonly Totals[];
  /** Units per event, or per slice of a composite, in `hours`. */
  readonly hourScale: number;
}

/** The day stands for the window: only what it says of the target is shown, no budget. */
export function toLastDay(
  terms: ObjectiveTerms,
  { from, to, counts, hours, hourScale }: CountedDay,
): NonNullable<CheckedObjective["lastDay"]> {
  const period = { periodStart: from, periodEnd: to, start: from, end: to, partial: false };
  const status = budgetStatus({ terms, period, counts });
  return {
    from: isoOfMinute(from),
    to: isoOfMinute(to),
    good: toCount(counts.good),
    total: toCount(counts.total),
    bad: toCount(counts.total - counts.good),
    unit: terms.slices === null ? "events" : "slices",
    sliBad: toFigure(status.bad),
    sliMass: toFigure(status.mass),
    sli: toFigureOrNull(status.sli),
    met: status.met,
    coverage: toCoverage(counts),
    hours: hours.map(({ good, total, known }) => ({ good: toCount(good, hourScale), total: toCount(total, hourScale), known })),
  };
}
