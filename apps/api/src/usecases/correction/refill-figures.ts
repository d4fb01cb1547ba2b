import {
  type Adjustment,
  budgetStatus,
  definitionTerms,
  type Fraction,
  fractionToText,
  isWithinRounding,
  type Minute,
  type MinuteInterval,
  objectivePeriod,
  type TermsDefinition,
  totalsBetween,
} from "@solvent/domain";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import type { CountedMinutes, CountRequest } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { readExactCounts } from "../counts/read-exact-counts.ts";

/** An objective that reads a stream, or a composite that the stream is a part of. */
export interface StreamReader {
  readonly objectiveId: string;
  readonly name: string;
  readonly revision: number;
  readonly terms: TermsDefinition;
  readonly streamId: number;
  /** Of its judged slices; null for occurrences, and until there are some. A composite is nothing but slices: the same as `streamId`. */
  readonly slicesStreamId: number | null;
}

/** A reader with the instant that its budget is worked out at: before the newest minutes, which are still read again. */
export interface JudgedReader extends StreamReader {
  readonly at: Minute;
}

/** What is left of one objective's budget, as it is stored with a receipt. */
export interface StoredBudget {
  readonly objectiveId: string;
  readonly name: string;
  readonly revision: number;
  /** The instant that it is worked out at. */
  readonly at: Minute;
  /** Share of the budget as `n/d`; null where nothing is judged. */
  readonly remaining: string | null;
}

/** What an interval counts, and what that makes of budgets. Counts are scaled by COUNT_SCALE. */
export interface RefillFigures {
  /** The instant that the budgets of those who read the stream itself are worked out at. */
  readonly at: Minute;
  readonly good: string;
  readonly total: string;
  /** Minutes that are not missing. */
  readonly known: number;
  readonly objectives: readonly StoredBudget[];
}

/** What is to be figured out. */
export interface FiguresQuestion {
  readonly streamId: number;
  readonly interval: MinuteInterval;
  readonly at: Minute;
  readonly readers: readonly JudgedReader[];
}

export interface FiguresDeps {
  readonly minutes: CountedMinutes;
  readonly adjustments: AppliedAdjustments;
}

type Reading = Omit<CountRequest, "intervals">;

async function remainingOf({ minutes, adjustments }: FiguresDeps, reader: JudgedReader): Promise<Fraction | null> {
  const { streamId, slicesStreamId } = reader;
  const terms = definitionTerms(reader.terms);
  const period = objectivePeriod(terms, reader.at);
  const applied = await adjustments.within({ start: period.start, end: period.periodEnd }, [reader.objectiveId]);
  const own: readonly Adjustment[] = applied.get(reader.objectiveId) ?? [];
  const interval = { start: period.start, end: period.end };
  const reading: Reading = { streamId, slicesStreamId, terms, adjustments: own };
  const [countsIn] = await readCounts(minutes, [{ ...reading, intervals: [interval] }]);
  if (countsIn === undefined) return null;
  const status = budgetStatus({ terms, period, counts: countsIn(interval), adjustments: own });
  if (status.sli === null) return null;
  // What a composite is put together from is rounded, and nothing is more exact.
  if (streamId === slicesStreamId || !isWithinRounding(status, terms)) return status.budget.remainingFraction;
  const exact = await readExactCounts(minutes, reading, interval);
  if (exact === null) return status.budget.remainingFraction;
  return budgetStatus({ terms, period, counts: exact.counts, sliceScale: exact.massScale, adjustments: own }).budget.remainingFraction;
}

/** Figures of an interval of one stream, and the budgets of everything that reads it or is put together from it, each at its instant. */
export async function readRefillFigures(deps: FiguresDeps, question: FiguresQuestion): Promise<RefillFigures> {
  const { streamId, interval, at, readers } = question;
  const table = await deps.minutes.totalsAt([streamId], [interval.start, interval.end]);
  const [start, end] = [table.at(0, 0), table.at(0, 1)];
  if (start === null || end === null) throw new Error(`there is no stream ${streamId}`);
  const { good, total, known } = totalsBetween(start, end);
  const objectives: StoredBudget[] = [];
  for (const reader of readers) {
    const { objectiveId, name, revision, at: judgedAt } = reader;
    const remaining = await remainingOf(deps, reader);
    objectives.push({ objectiveId, name, revision, at: judgedAt, remaining: remaining === null ? null : fractionToText(remaining) });
  }
  return { at, good: String(good), total: String(total), known, objectives };
}
