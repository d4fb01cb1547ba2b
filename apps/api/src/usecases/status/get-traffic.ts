import type { Traffic } from "@solvent/api-contract";
import { burnRate, fractionToNumber, isoOfMinute, type MinuteInterval, type ObjectiveTerms, type WindowCounts } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import { type CountsIn, resolutionOf } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { gapSpans, unknownBands } from "./chart-gaps.ts";
import { type ChartGrid, gridOver, gridPoints } from "./chart-grid.ts";
import { adjustmentsWithin, type ChartDeps, makeFindPlanned } from "./chart-objective.ts";
import { toCount } from "./figures.ts";
import { HOUR_MINUTES, type ObjectivePlan, raisedToSlices, sliceLength } from "./objective-plan.ts";
import { countingOf, type PlannedEntry } from "./read-judgements.ts";

export interface TrafficRange {
  readonly from: number;
  readonly to: number;
}

const LONGEST_RANGE_MINUTES = 400 * 1440;
const SHORT_MINUTES = 5;

/** Columns show the events as they were: no method, no adjustment. */
const RAW = { slicesStreamId: null, adjustments: [], terms: { method: "occurrences", slices: null, sloStart: null } } as const;

const toColumn = ({ good, total, counted, minutes }: WindowCounts): Traffic["columns"][number] => ({
  good: toCount(good),
  total: toCount(total),
  known: counted,
  minutes,
  sli: total === 0n ? null : Number(good) / Number(total),
});

function checkRange({ from, to }: TrafficRange): void {
  if (to - from < 1) throw invalidRequest([{ path: "to", message: "the interval is empty: `to` must be later than `from`" }]);
  if (to - from > LONGEST_RANGE_MINUTES) throw invalidRequest([{ path: "from", message: "the interval is longer than 400 days" }]);
}

function columnsOf(grid: ChartGrid): MinuteInterval[] {
  return gridPoints(grid)
    .slice(1)
    .map((end) => ({ start: end - grid.stepMinutes, end }));
}

/** The window of a burn rate at the end of a column: whole slices, the last of them closed by then. */
function burnWindowBefore(terms: ObjectiveTerms, minutes: number, { end }: MinuteInterval): MinuteInterval {
  const closing = Math.floor(end / sliceLength(terms)) * sliceLength(terms);
  return { start: closing - raisedToSlices(terms, minutes), end: closing };
}

/** Adjusted burn rates; null where there was no traffic, nothing is known, the column is not over, or its minutes are not kept. */
function burnLine(windows: readonly (MinuteInterval | null)[], countsIn: CountsIn, { budget }: ObjectivePlan): (number | null)[] {
  return windows.map((window) => {
    const isCounted = window !== null && resolutionOf(countsIn, window) === "minute";
    const burn = isCounted ? burnRate(countsIn(window), budget) : null;
    return burn === null ? null : fractionToNumber(burn);
  });
}

/** What steps are multiples of: whole slices of a composite, and whole hours where minutes are not kept. */
function leastStep({ entry, plan }: Pick<PlannedEntry, "entry" | "plan">, { from }: TrafficRange): number {
  if (from < (entry.minutesFrom ?? 0)) return HOUR_MINUTES;
  return entry.source === null ? sliceLength(plan.terms) : 1;
}

/** SLI, traffic and burn rates in columns over an interval. The server chooses the step: at least an hour where minutes are not kept. */
export const makeGetTraffic = (deps: ChartDeps) => {
  const findPlanned = makeFindPlanned(deps);
  return async (name: string, range: TrafficRange): Promise<Traffic> => {
    checkRange(range);
    const { entry, plan, windows } = await findPlanned(name);
    const isComposite = entry.source === null;
    const grid = gridOver(range.from, range.to, leastStep({ entry, plan }, range));
    const columns = columnsOf(grid);
    const isClosed = ({ end }: MinuteInterval): boolean => end <= entry.watermark;
    const [hours = [], shorts = []] = [HOUR_MINUTES, SHORT_MINUTES].map((minutes) =>
      columns.map((column) => (isClosed(column) ? burnWindowBefore(plan.terms, minutes, column) : null)),
    );
    const burns = [...hours, ...shorts].filter((window) => window !== null);
    const reach = { start: Math.min(grid.from, ...burns.map(({ start }) => start)), end: grid.to };
    const adjustments = await adjustmentsWithin(deps.adjustments, entry.id, reach);
    const [[rawIn, countsIn], stored] = await Promise.all([
      readCounts(deps.minutes, [
        // The events of a composite are its slices.
        isComposite
          ? { ...countingOf({ entry, plan, adjustments: [] }), intervals: columns }
          : { ...RAW, streamId: entry.streamId, intervals: columns },
        { ...countingOf({ entry, plan, adjustments }), intervals: burns },
      ]),
      deps.minutes.gaps(entry.streamId, grid.from, grid.to),
    ]);
    if (rawIn === undefined || countsIn === undefined) throw new RangeError(`no counts of stream ${entry.streamId}`);
    const counts = columns.map(rawIn);
    const knownPerClosedStep = counts.filter((_, index) => isClosed(columns[index] ?? windows.period)).map(({ counted }) => counted);
    return {
      from: isoOfMinute(grid.from),
      to: isoOfMinute(grid.to),
      stepMinutes: grid.stepMinutes,
      columns: counts.map(toColumn),
      burnHour: burnLine(hours, countsIn, plan),
      burnShort: burnLine(shorts, countsIn, plan),
      gaps: gapSpans(stored, unknownBands(knownPerClosedStep, grid), grid),
    };
  };
};
