import type { Traffic } from "@solvent/api-contract";
import {
  burnRate,
  errorBudgetRatio,
  type Fraction,
  fractionToNumber,
  isoOfMinute,
  parseTarget,
  type Totals,
  totalsBetween,
  windowCounts,
  ZERO_TOTALS,
} from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { MinuteReader } from "../minutes/minute-store.ts";
import { gapSpans, unknownBands } from "./chart-gaps.ts";
import { gridOver, gridPoints } from "./chart-grid.ts";
import { toCount } from "./figures.ts";
import type { ObjectiveDirectory } from "./objective-directory.ts";

export interface GetTrafficDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: Pick<MinuteReader, "totalsAt" | "gaps">;
}

export interface TrafficRange {
  readonly from: number;
  readonly to: number;
}

const LONGEST_RANGE_MINUTES = 400 * 1440;
const HOUR = 60;
const SHORT = 5;

function toColumn(counts: Totals, minutes: number): Traffic["columns"][number] {
  return {
    good: toCount(counts.good),
    total: toCount(counts.total),
    known: counts.known,
    minutes,
    sli: counts.total === 0n ? null : Number(counts.good) / Number(counts.total),
  };
}

/** Running totals of one stream at each of the lists of instants, all as of one state of the store: no correction lies between them. */
async function totalsAtEach(minutes: GetTrafficDeps["minutes"], streamId: number, lists: readonly number[][]): Promise<Totals[][]> {
  const columnOf = new Map([...new Set(lists.flat())].map((instant, column) => [instant, column]));
  const table = await minutes.totalsAt([streamId], [...columnOf.keys()]);
  return lists.map((instants) => instants.map((instant) => table.at(0, columnOf.get(instant) ?? -1) ?? ZERO_TOTALS));
}

/** Burn rate over the `length` minutes before each point; null where there was no traffic or nothing is known. */
function burnAt(ends: readonly Totals[], starts: readonly Totals[], of: { length: number; budget: Fraction }): (number | null)[] {
  return ends.map((end, index) => {
    const start = starts[index];
    if (start === undefined) return null;
    const burn = burnRate(windowCounts(totalsBetween(start, end), of.length), of.budget);
    return burn === null ? null : fractionToNumber(burn);
  });
}

/** SLI, traffic and burn rates in columns over an interval. The server chooses the step. */
export const makeGetTraffic =
  (deps: GetTrafficDeps) =>
  async (name: string, range: TrafficRange): Promise<Traffic> => {
    const minutes = range.to - range.from;
    if (minutes < 1) throw invalidRequest([{ path: "to", message: "the interval is empty: `to` must be later than `from`" }]);
    if (minutes > LONGEST_RANGE_MINUTES) throw invalidRequest([{ path: "from", message: "the interval is longer than 400 days" }]);
    const entry = await deps.directory.findEntry(name);
    if (entry === null) throw new AppError("objective.not-found", `There is no objective named ${name}.`);
    const budget = errorBudgetRatio({ target: parseTarget(entry.targetPercent) });
    const grid = gridOver(range.from, range.to);
    const lists = [0, HOUR, SHORT].map((by) => gridPoints(grid).map((point) => point - by));
    const [[points = [], hourBefore = [], shortBefore = []], stored] = await Promise.all([
      totalsAtEach(deps.minutes, entry.streamId, lists),
      deps.minutes.gaps(entry.streamId, grid.from, grid.to),
    ]);
    const isClosed = (index: number) => grid.from + (index + 1) * grid.stepMinutes <= entry.watermark;
    const onlyClosed = <T>(values: readonly T[]) => values.map((value, index) => (isClosed(index) ? value : null));
    const columns = points.slice(1).map((end, index) => totalsBetween(points[index] ?? end, end));
    const knownPerClosedStep = columns.filter((_, index) => isClosed(index)).map((counts) => counts.known);
    return {
      from: isoOfMinute(grid.from),
      to: isoOfMinute(grid.to),
      stepMinutes: grid.stepMinutes,
      columns: columns.map((counts) => toColumn(counts, grid.stepMinutes)),
      burnHour: onlyClosed(burnAt(points.slice(1), hourBefore.slice(1), { length: HOUR, budget })),
      burnShort: onlyClosed(burnAt(points.slice(1), shortBefore.slice(1), { length: SHORT, budget })),
      gaps: gapSpans(stored, unknownBands(knownPerClosedStep, grid), grid),
    };
  };
