import {
  budgetStatus,
  COUNT_SCALE,
  compileRule,
  defaultPolicy,
  errorBudgetRatio,
  fractionToNumber,
  type Minute,
  type MinuteSeries,
  NO_DATA_AFTER_MINUTES,
  type ObjectiveState,
  objectiveState,
  type RuleBurn,
  ruleBurns,
  totalsBetween,
  type WindowCounts,
  windowCounts,
} from "@solvent/domain";
import type { RunningTotals } from "../src/history/running-totals.ts";
import { type HistorySeries, lastMinuteOf, seriesValue } from "../src/history/series.ts";
import type { DefinedObjective } from "./definitions.ts";
import { seriesOfSelector } from "./selector.ts";

/** Running totals of one objective at the start of each minute from `from` on; unknown minutes repeat them. */
interface Read {
  readonly objective: DefinedObjective;
  readonly part: readonly HistorySeries[];
  readonly total: readonly HistorySeries[];
  readonly running: { readonly good: number[]; readonly total: number[]; readonly known: number[]; readonly active: number[] };
  before: { part: number; total: number } | null;
}

const sum = (series: readonly HistorySeries[], totals: Float64Array): number =>
  series.reduce((all, one) => all + seriesValue(one, totals), 0);

const push = (running: number[], amount: number): void => {
  running.push((running.at(-1) ?? 0) + amount);
};

/** Adds minute `ended - 1`, as somebody who differences the samples at whole minutes sees it. */
function addMinute(read: Read, ended: Minute, totals: Float64Array, decommissioned: Minute): void {
  const now = { part: sum(read.part, totals), total: sum(read.total, totals) };
  const { before } = read;
  read.before = now;
  const known = before !== null && ended <= lastMinuteOf(read.objective.service, decommissioned);
  const [part, total] = known ? [now.part - before.part, now.total - before.total] : [0, 0];
  const good = read.objective.numerator === "good" ? part : total - part;
  if (good < 0 || good > total) throw new Error(`minute ${ended - 1} of ${read.objective.name}: ${good} good of ${total}`);
  push(read.running.good, good);
  push(read.running.total, total);
  push(read.running.known, known ? 1 : 0);
  push(read.running.active, total > 0 ? 1 : 0);
}

/** The minutes [from, to) of every objective, out of the generated history. */
export function readHistory(input: {
  readonly objectives: readonly DefinedObjective[];
  readonly totals: RunningTotals;
  readonly from: Minute;
  readonly to: Minute;
  readonly decommissioned: Minute;
}): ReadonlyMap<string, MinuteSeries> {
  const reads: Read[] = input.objectives.map((objective) => ({
    objective,
    part: seriesOfSelector(objective.part),
    total: seriesOfSelector(objective.total),
    running: { good: [], total: [], known: [], active: [] },
    before: null,
  }));
  input.totals.walk(input.from, input.to, (minute, totals) => {
    for (const read of reads) addMinute(read, minute, totals, input.decommissioned);
  });
  const series = ({ running }: Read): MinuteSeries => ({
    totalsAt: (minute) => {
      const at = (list: readonly number[]) => list[minute - input.from] ?? 0;
      const events = (list: readonly number[]) => BigInt(at(list) * COUNT_SCALE);
      return { good: events(running.good), total: events(running.total), known: at(running.known), active: at(running.active) };
    },
  });
  return new Map(reads.map((read) => [read.objective.name, series(read)]));
}

export interface Verdict {
  readonly state: ObjectiveState;
  readonly budgetLeft: number;
  readonly burns: readonly RuleBurn[];
  readonly burnOf: (minutes: number) => WindowCounts;
}

/** State of an objective at the start of minute `at`, as the board judges it. */
export function judge({ terms }: DefinedObjective, series: MinuteSeries, at: Minute): Verdict {
  const countsOf = (minutes: number): WindowCounts =>
    windowCounts(totalsBetween(series.totalsAt(at - minutes), series.totalsAt(at)), minutes);
  const rules = defaultPolicy(terms).map((rule) => compileRule(rule, errorBudgetRatio(terms), COUNT_SCALE));
  const burns = ruleBurns(rules, countsOf);
  const window = { start: at - terms.windowMinutes, end: at };
  const { budget } = budgetStatus({ terms, counts: countsOf(terms.windowMinutes), scale: COUNT_SCALE, window });
  const state = objectiveState({
    paused: false,
    watermarkAgeMinutes: 0,
    trailingMissingMinutes: countsOf(NO_DATA_AFTER_MINUTES).counted === 0 ? NO_DATA_AFTER_MINUTES + 1 : 0,
    backfilling: false,
    windowCovered: true,
    allowed: budget.allowed,
    remaining: budget.remaining,
    rules: burns,
  });
  return { state, budgetLeft: fractionToNumber(budget.remainingFraction), burns, burnOf: countsOf };
}
