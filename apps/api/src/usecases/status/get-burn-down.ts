import type { BurnDown } from "@solvent/api-contract";
import { budgetStatus, isoOfMinute, massScale, type WindowCounts } from "@solvent/domain";
import type { AppliedAdjustment } from "../adjustment/applied-adjustments.ts";
import { readCounts } from "../counts/read-counts.ts";
import { makeReadProjectedTotal, type ReadProjectedTotal } from "../counts/read-projection.ts";
import { drawBudget, lineSteps } from "./budget-line.ts";
import { gapSpans, unknownBands } from "./chart-gaps.ts";
import { gridOver, gridPoints } from "./chart-grid.ts";
import { type ChartDeps, makeFindPlanned } from "./chart-objective.ts";
import { toCount } from "./figures.ts";
import { sliceLength, unitOf } from "./objective-plan.ts";
import { countingOf, type PlannedEntry, withAdjustments } from "./read-judgements.ts";

/** The parts of adjustments inside the window, by their start. */
function adjustedBands(adjustments: readonly AppliedAdjustment[], { from, to }: { from: number; to: number }): BurnDown["adjusted"] {
  return adjustments
    .map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to), mode: one.mode }))
    .filter((band) => band.from < band.to)
    .map((band) => ({ from: isoOfMinute(band.from), to: isoOfMinute(band.to), mode: band.mode }));
}

/** Status of the period and the counts of every step, all from one question: a correction must not lie between two points. */
async function readLine(
  { minutes, readProjectedTotal }: Pick<ChartDeps, "minutes"> & { readonly readProjectedTotal: ReadProjectedTotal },
  planned: PlannedEntry,
  points: readonly number[],
) {
  const { entry, plan, windows, adjustments } = planned;
  const { terms } = plan;
  const { period } = windows;
  const whole = { start: period.start, end: period.end };
  const intervals = lineSteps({ terms, period, points });
  const [countsIn] = await readCounts(minutes, [{ ...countingOf(planned), intervals: [whole, ...intervals] }]);
  if (countsIn === undefined) throw new RangeError(`no counts of stream ${entry.streamId}`);
  const counts = countsIn(whole);
  const projectedTotal = await readProjectedTotal({ streamId: entry.streamId, terms, period, counts, adjustments });
  const status = budgetStatus({ terms, period, counts, adjustments, projectedTotal });
  const steps = intervals.map(countsIn);
  return { status, steps, left: drawBudget({ terms, period, points, steps, status, firstMinute: entry.firstMinute }) };
}

/** Minutes of a step of which something is known, or nothing is asked. A step that is empty or still to come hides nothing either. */
const seenMinutes = ({ minutes, missing }: WindowCounts): number => (minutes === 0 ? 1 : minutes - missing);

/**
 * Budget left over the objective's window: 1 at its start, minus what was spent since, against the allowance of the whole window. Every
 * fall is bad events or slices of that step; nothing rises. A calendar window is drawn to the end of its period, the future empty.
 */
export const makeGetBurnDown = (deps: ChartDeps) => {
  const findPlanned = makeFindPlanned(deps);
  const readProjectedTotal = makeReadProjectedTotal(deps.minutes);
  return async (name: string): Promise<BurnDown> => {
    const found = await findPlanned(name);
    const { plan, windows, entry } = found;
    const { period } = windows;
    const range = { from: period.periodStart, to: period.periodEnd };
    const grid = gridOver(range.from, range.to, sliceLength(plan.terms));
    const points = gridPoints(grid);
    const [planned] = await withAdjustments(deps.adjustments, [found]);
    const adjusted = planned ?? { ...found, adjustments: [] };
    const [{ status, left, steps }, stored] = await Promise.all([
      readLine({ minutes: deps.minutes, readProjectedTotal }, adjusted, points),
      deps.minutes.gaps(entry.streamId, range.from, period.end),
    ]);
    return {
      from: isoOfMinute(grid.from),
      to: isoOfMinute(grid.to),
      stepMinutes: grid.stepMinutes,
      left,
      bad: steps.map(({ bad }) => toCount(bad, massScale(plan.terms))),
      unit: unitOf(plan.terms),
      projected: status.budget.projectedTotal !== null,
      adjusted: adjustedBands(adjusted.adjustments, range),
      gaps: gapSpans(stored, unknownBands(steps.slice(1).map(seenMinutes), grid), { from: range.from, to: period.end }),
    };
  };
};
