import type { Adjustment } from "../../../adjustment.ts";
import { evaluationInstant } from "../../../alert-slices.ts";
import { countInterval } from "../../../counting.ts";
import type { Minute } from "../../../minute.ts";
import type { ObjectiveTerms } from "../../../objective-terms.ts";
import { judgeSlice, sliceScale, storedRatio } from "../../../slices.ts";
import type { Totals } from "../../../totals.ts";
import type { MinuteInterval, WindowCounts } from "../../../window-counts.ts";
import type { BudgetCondition } from "../../policy-definition.ts";
import type { ConditionReading } from "../condition-reading.ts";
import { stepCondition } from "../step-condition.ts";

/** Events of one minute; null: missing. */
export type Played = { readonly bad: number; readonly total: number } | null;

export interface JudgedSeries {
  readonly terms: ObjectiveTerms;
  readonly at: Minute;
  /** First minute of the stream. */
  readonly from: Minute;
  readonly play: (minute: Minute) => Played;
  readonly adjustments?: readonly Adjustment[];
}

const knowledge = (series: JudgedSeries, minute: Minute) => {
  const played = minute < series.from ? null : series.play(minute);
  return played === null ? null : { good: BigInt(played.total - played.bad) * 1000n, total: BigInt(played.total) * 1000n };
};

const add = (sum: Totals, { good, total }: Pick<Totals, "good" | "total">): Totals => ({
  good: sum.good + good,
  total: sum.total + total,
  known: sum.known + 1,
  active: sum.active + (total > 0n ? 1 : 0),
});
const NONE: Totals = { good: 0n, total: 0n, known: 0, active: 0 };

/** Running totals, minute by minute from the first one on. */
function running(series: JudgedSeries, next: (sum: Totals, minute: Minute) => Totals): (minute: Minute) => Totals {
  const sums: Totals[] = [NONE];
  for (let minute = series.from; minute < series.at; minute++) sums.push(next(sums.at(-1) ?? NONE, minute));
  return (minute) => sums[Math.min(Math.max(0, minute - series.from), sums.length - 1)] ?? NONE;
}

/** Counts any interval of a played stream, the slow and obvious way. */
function counterOf(
  series: JudgedSeries,
  terms: Pick<ObjectiveTerms, "method" | "slices" | "sloStart">,
): (interval: MinuteInterval) => WindowCounts {
  const { slices } = terms;
  const eventsAt = running(series, (sum, minute) => {
    const known = knowledge(series, minute);
    return known === null ? sum : add(sum, known);
  });
  const slicesAt = running(series, (sum, minute) => {
    if (slices === null || (minute + 1) % slices.minutes !== 0) return add(sum, NONE);
    const minutes = Array.from({ length: slices.minutes }, (_, i) => knowledge(series, minute + 1 - slices.minutes + i));
    const verdict = judgeSlice(slices, minutes);
    if (verdict.kind === "missing") return sum;
    if (verdict.kind !== "judged") return add(sum, NONE);
    return add(sum, { good: storedRatio(slices, verdict.ratio), total: BigInt(sliceScale(slices)) });
  });
  const sources = { eventsAt, slicesAt, minuteAt: (minute: Minute) => knowledge(series, minute) };
  const adjustments = series.adjustments ?? [];
  return (interval) => countInterval({ terms, adjustments, interval, sloStart: terms.sloStart }, sources);
}

/** Judges one condition over a played stream; `rounds`: how often it had to read. */
export function judgeSeries(condition: BudgetCondition, series: JudgedSeries): ConditionReading & { readonly rounds: number } {
  const { terms, adjustments = [] } = series;
  const counters = {
    judged: counterOf(series, terms),
    events: counterOf(series, { method: "occurrences", slices: null, sloStart: terms.sloStart }),
  };
  const known = { judged: new Map<string, WindowCounts>(), events: new Map<string, WindowCounts>() };
  const keyOf = ({ start, end }: MinuteInterval): string => `${start}/${end}`;
  const subject = { terms, adjustments, at: evaluationInstant(terms, series.at) };
  for (let rounds = 0; rounds < 10; rounds++) {
    const step = stepCondition(condition, subject, {
      judged: (interval) => known.judged.get(keyOf(interval)),
      events: (interval) => known.events.get(keyOf(interval)),
    });
    if (step.kind === "done") return { ...step.reading, rounds };
    for (const of of ["judged", "events"] as const) for (const each of step[of]) known[of].set(keyOf(each), counters[of](each));
  }
  throw new Error("it went on reading");
}
