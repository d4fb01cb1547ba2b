import {
  budgetStatus,
  COUNT_SCALE,
  compileRule,
  countInterval,
  defaultPolicy,
  ENOUGH_ALLOWED_FAILURES,
  errorBudgetRatio,
  evaluationInstant,
  fractionToNumber,
  type Minute,
  type MinuteBlock,
  type MinuteInterval,
  type MinuteKnowledge,
  type MinuteSeries,
  massScale,
  minuteSeriesOfBlocks,
  NO_DATA_AFTER_MINUTES,
  type ObjectiveState,
  type ObjectiveTerms,
  objectivePeriod,
  objectiveState,
  type RuleBurn,
  ruleBurns,
  rulesForMethod,
  sliceMinutes,
  totalsBetween,
  type WindowCounts,
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

const knowledgeAt = (series: MinuteSeries, minute: Minute): MinuteKnowledge => {
  const { good, total, known } = totalsBetween(series.totalsAt(minute), series.totalsAt(minute + 1));
  return known === 1 ? { good, total } : null;
};

/** The slices of the minutes [from, to), judged as the evaluator does; null where events are counted. */
function slicesOf({ slices }: ObjectiveTerms, series: MinuteSeries, { start, end }: MinuteInterval): MinuteSeries | null {
  if (slices === null) return null;
  const minutes = Array.from({ length: end - start }, (_, i) => knowledgeAt(series, start + i));
  const block: MinuteBlock = {
    from: start,
    good: minutes.map((minute) => Number(minute?.good ?? 0n)),
    total: minutes.map((minute) => Number(minute?.total ?? 0n)),
    missing: minutes.map((minute) => (minute === null ? "no-sample" : null)),
  };
  return minuteSeriesOfBlocks([sliceMinutes({ terms: slices, block })]);
}

/** State of an objective at the start of minute `at`, as the board judges it. */
export function judge({ terms }: DefinedObjective, series: MinuteSeries, at: Minute): Verdict {
  const period = objectivePeriod(terms, at);
  const slices = slicesOf(terms, series, period);
  const countsIn = (interval: MinuteInterval): WindowCounts =>
    countInterval(
      { terms, adjustments: [], interval },
      {
        eventsAt: (minute) => series.totalsAt(minute),
        slicesAt: slices === null ? null : (minute) => slices.totalsAt(minute),
        minuteAt: (minute) => knowledgeAt(series, minute),
      },
    );
  const end = evaluationInstant(terms, at);
  const countsOf = (minutes: number): WindowCounts => countsIn({ start: end - minutes, end });
  const rules = rulesForMethod(defaultPolicy(terms), terms).map((rule) => compileRule(rule, errorBudgetRatio(terms), massScale(terms)));
  const burns = ruleBurns(rules, countsOf);
  const { budget } = budgetStatus({ terms, period, counts: countsIn(period) });
  const newest = countsIn({ start: at - NO_DATA_AFTER_MINUTES, end: at });
  const state = objectiveState({
    paused: false,
    watermarkAgeMinutes: 0,
    trailingMissingMinutes: newest.counted === 0 ? NO_DATA_AFTER_MINUTES + 1 : 0,
    backfilling: false,
    windowCovered: true,
    // A judged slice sums up many events already: it is evidence.
    allowed: terms.slices === null ? budget.allowed : ENOUGH_ALLOWED_FAILURES,
    remaining: budget.remaining,
    rules: burns,
  });
  return { state, budgetLeft: fractionToNumber(budget.remainingFraction), burns, burnOf: countsOf };
}
