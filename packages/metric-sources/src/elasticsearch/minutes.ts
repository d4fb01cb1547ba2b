import {
  type CounterMinutes,
  judgeMinutes,
  type Measured as MeasuredNumber,
  type MinuteValue,
  type MissingReason,
  measuredNumber,
} from "@solvent/domain";
import { toReadValue } from "../counters/counted.ts";
import type { ReadValue } from "../source.ts";
import type { Cell } from "./cells.ts";
import type { Cells, Span } from "./histogram.ts";
import type { Measure, SearchPlan } from "./query.ts";
import { termsOf } from "./terms.ts";

/** What a measure makes of a cell. Numbers of a field are known only where there was a value: no document is not a zero. */
function numberOf({ documents, stats, percentile }: Cell, measure: Measure): number | null {
  if (measure.of === "documents") return documents;
  if (measure.of === "percentile") return percentile;
  return stats === null || stats.count === 0 ? null : stats[measure.of];
}

/** A sum of nothing is zero where something else proves that documents do arrive. */
const sumOfNothing = (measure: Measure, isProven: boolean): number | null => (measure.of === "sum" && isProven ? 0 : null);

interface Column {
  readonly cells: readonly Cell[];
  readonly measure: Measure;
}

/** The number of each minute; null where it is not known. `alive`: documents per minute that prove it, null when no proof is asked for. */
function numbersOf({ cells, measure }: Column, alive: readonly Cell[] | null): readonly (number | null)[] {
  return cells.map((cell, index) => {
    const documents = alive?.[index]?.documents ?? null;
    if (documents === 0) return null;
    return numberOf(cell, measure) ?? sumOfNothing(measure, documents !== null);
  });
}

function toCounter(numbers: readonly (number | null)[]): CounterMinutes {
  const missing = numbers.map((one): MissingReason | null => (one === null ? "no-sample" : null));
  return { increases: Float64Array.from(numbers, (one) => one ?? 0), missing };
}

const nothing = ({ from, to }: Span): ReadValue => {
  const zeros = new Array<number>(to - from).fill(0);
  return { block: { from, good: zeros, total: zeros, missing: new Array<MissingReason>(to - from).fill("no-series") }, clampedMinutes: 0 };
};

function toMinuteValue(number: number | null): MinuteValue {
  const measured: MeasuredNumber | null = number === null ? null : measuredNumber(number);
  return measured === null ? { missing: "no-sample" } : { measured };
}

/** The minutes of one plan out of the cells of all of its terms. */
export function toMinutes(plan: SearchPlan, cells: Cells, span: Span): ReadValue {
  if (cells === null) return nothing(span);
  const terms = termsOf(plan);
  const cellsOf = (key: string): readonly Cell[] => {
    const found = cells.get(key);
    if (found === undefined) throw new Error("a term was not asked for");
    return found;
  };
  const alive = terms.alive === null ? null : cellsOf(terms.alive.key);
  const whole = cellsOf(terms.whole.key);
  if (plan.kind === "threshold") {
    const values = numbersOf({ cells: whole, measure: plan.value.measure }, alive).map(toMinuteValue);
    return { block: judgeMinutes(plan.threshold, span.from, values), clampedMinutes: 0 };
  }
  const total = toCounter(numbersOf({ cells: whole, measure: plan.total.measure }, alive));
  const part = toCounter(numbersOf({ cells: terms.part === null ? whole : cellsOf(terms.part.key), measure: plan.part.measure }, alive));
  return toReadValue({ from: span.from, numerator: plan.numerator, part, total });
}
