import {
  type Adjustment,
  type Minute,
  type MinuteInterval,
  type ObjectivePeriod,
  type ObjectiveTerms,
  objectivePeriod,
  totalsBetween,
  type WindowCounts,
  windowCounts,
  ZERO_TOTALS,
} from "@solvent/domain";
import type { CountsIn } from "../../usecases/counts/count-reader.ts";
import { readCounts } from "../../usecases/counts/read-counts.ts";
import type { MinuteTransaction, TotalsTable } from "../../usecases/minutes/minute-store.ts";
import type { MovedObjective } from "./rule-moves.ts";

/** How far back the start of a burning is looked for. Every length of a slice divides it. */
export const LOOK_BACK_MINUTES = 360;
export const SPARK_STEPS = 14;
const LEAST_SPARK_STEP_MINUTES = 5;

/** Nothing of `RecentCounts` but the window is older: the spark of slices of an hour. */
export const LONGEST_RECENT_MINUTES = SPARK_STEPS * 60;

/** The last hours before an evaluation in steps, and the objective's window. */
export interface RecentCounts {
  /** Minutes that are told apart: one, or a slice. */
  readonly stepMinutes: number;
  /** Counts of [minute − from, minute − to); both whole steps, at most LOOK_BACK_MINUTES or the length of the spark. */
  between(from: number, to: number): WindowCounts;
  readonly window: WindowCounts;
  /** Exclusions in what is left of a calendar period, where they make the budget smaller. */
  readonly excludedAhead: readonly MinuteInterval[];
}

/** A spark has steps of five minutes, or of whole slices that are longer. */
export const sparkStepMinutes = ({ stepMinutes }: Pick<RecentCounts, "stepMinutes">): number =>
  Math.max(LEAST_SPARK_STEP_MINUTES, stepMinutes);

/** An objective whose rules moved, with the adjustments of its whole window. */
export interface MovedWindow {
  readonly moved: Pick<MovedObjective, "objective" | "policy">;
  readonly adjustments: readonly Adjustment[];
}

const stepOf = ({ slices }: Pick<ObjectiveTerms, "slices">): number => slices?.minutes ?? 1;

const addCounts = (a: WindowCounts, b: WindowCounts): WindowCounts => ({
  good: a.good + b.good,
  total: a.total + b.total,
  bad: a.bad + b.bad,
  mass: a.mass + b.mass,
  unjudged: a.unjudged + b.unjudged,
  minutes: a.minutes + b.minutes,
  counted: a.counted + b.counted,
  missing: a.missing + b.missing,
  excluded: a.excluded + b.excluded,
  noTraffic: a.noTraffic + b.noTraffic,
});

const isPlanned = ({ slices, window }: ObjectiveTerms): boolean => slices !== null && window.kind === "calendar";

/** Exclusions in what is left of a calendar period: they make the budget of an objective with slices smaller. */
export function excludedAhead(
  terms: ObjectiveTerms,
  { end, periodEnd }: ObjectivePeriod,
  adjustments: readonly Adjustment[],
): MinuteInterval[] {
  if (!isPlanned(terms)) return [];
  return adjustments
    .filter(({ mode, from, to }) => mode === "exclude" && to > end && from < periodEnd)
    .map(({ from, to }) => ({ start: Math.max(from, end - stepOf(terms)), end: Math.min(to, periodEnd) }));
}

/** Steps before `minute`, the newest first. */
function stepsBefore(minute: Minute, stepMinutes: number): MinuteInterval[] {
  const longest = Math.max(LOOK_BACK_MINUTES, SPARK_STEPS * sparkStepMinutes({ stepMinutes }));
  return Array.from({ length: Math.ceil(longest / stepMinutes) }, (_, i) => {
    const end = minute - i * stepMinutes;
    return { start: end - stepMinutes, end };
  });
}

/** Intervals that `recentOf` counts. */
function recentIntervals(terms: ObjectiveTerms, minute: Minute): MinuteInterval[] {
  const { start } = objectivePeriod(terms, minute);
  return [{ start, end: minute }, ...stepsBefore(minute, stepOf(terms))];
}

const NOTHING: WindowCounts = windowCounts(ZERO_TOTALS, 0);

/** What evidence needs, from the counts of `recentIntervals`. */
export function recentOf({ moved, adjustments }: MovedWindow, minute: Minute, countsIn: CountsIn): RecentCounts {
  const { terms } = moved.policy;
  const stepMinutes = stepOf(terms);
  const period = objectivePeriod(terms, minute);
  const steps = stepsBefore(minute, stepMinutes);
  return {
    stepMinutes,
    between: (from, to) =>
      steps
        .slice(to / stepMinutes, from / stepMinutes)
        .map(countsIn)
        .reduce(addCounts, NOTHING),
    window: countsIn({ start: period.start, end: minute }),
    excludedAhead: excludedAhead(terms, period, adjustments),
  };
}

/** Whether the sums of the stream's minutes are all that counts. */
function isPlain({ moved, adjustments }: MovedWindow, minute: Minute): boolean {
  const { terms } = moved.policy;
  const start = Math.min(objectivePeriod(terms, minute).start, minute - LOOK_BACK_MINUTES);
  return (
    terms.slices === null &&
    (terms.sloStart === null || terms.sloStart <= minute - LOOK_BACK_MINUTES) &&
    adjustments.every(({ from, to }) => to <= start || from >= minute)
  );
}

const countsBetween = (table: TotalsTable, row: number, span: { from: number; to: number; minutes: number }): WindowCounts => {
  const [start, end] = [table.at(row, span.from), table.at(row, span.to)];
  return windowCounts(start === null || end === null ? ZERO_TOTALS : totalsBetween(start, end), span.minutes);
};

/** One question for all of them: an outage moves the rules of hundreds at once. */
async function readPlain(tx: MinuteTransaction, minute: Minute, plain: readonly MovedWindow[]): Promise<Map<MovedWindow, RecentCounts>> {
  if (plain.length === 0) return new Map();
  const starts = plain.map(({ moved }) => objectivePeriod(moved.policy.terms, minute).start);
  const streams = [...new Set(plain.map(({ moved }) => moved.objective.streamId))];
  const windows = [...new Set(starts)];
  // Column i of the first LOOK_BACK_MINUTES + 1 is the instant i minutes ago; the windows' starts come after them.
  const instants = [...Array.from({ length: LOOK_BACK_MINUTES + 1 }, (_, ago) => minute - ago), ...windows];
  const table = await tx.totalsAt(streams, instants);
  return new Map(
    plain.map((each, i) => {
      const row = streams.indexOf(each.moved.objective.streamId);
      const start = starts[i] ?? minute;
      const window = { from: LOOK_BACK_MINUTES + 1 + windows.indexOf(start), to: 0, minutes: minute - start };
      const recent: RecentCounts = {
        stepMinutes: 1,
        between: (from, to) => countsBetween(table, row, { from, to, minutes: from - to }),
        window: countsBetween(table, row, window),
        excludedAhead: [],
      };
      return [each, recent];
    }),
  );
}

/** Reads what evidence needs of the objectives that moved. In their order. */
export async function readRecent(tx: MinuteTransaction, minute: Minute, moved: readonly MovedWindow[]): Promise<readonly RecentCounts[]> {
  const found = await readPlain(
    tx,
    minute,
    moved.filter((each) => isPlain(each, minute)),
  );
  const others = moved.filter((each) => !found.has(each));
  const counted = await readCounts(
    tx,
    others.map(({ moved: { objective, policy }, adjustments }) => ({
      streamId: objective.streamId,
      slicesStreamId: objective.slices?.streamId ?? null,
      terms: policy.terms,
      adjustments,
      intervals: recentIntervals(policy.terms, minute),
    })),
  );
  others.forEach((each, i) => {
    const countsIn = counted[i];
    if (countsIn !== undefined) found.set(each, recentOf(each, minute, countsIn));
  });
  return moved.flatMap((each) => found.get(each) ?? []);
}
