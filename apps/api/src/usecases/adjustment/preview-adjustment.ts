import { type Adjustment, type BudgetStatus, budgetStatus, compareFractions, type Fraction, type MinuteInterval } from "@solvent/domain";
import type { CountedMinutes, CountRequest } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { excludedShare, isExcludedTooMuch } from "../status/excluded-share.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import { makePlanner } from "../status/objective-plan.ts";
import { countingOf, type PlannedEntry, planEntry, withAdjustments } from "../status/read-judgements.ts";
import type { AdjustmentFields, InAdjustmentTransaction } from "./adjustment-store.ts";
import { lockSubject } from "./adjustment-subject.ts";
import type { AppliedAdjustments } from "./applied-adjustments.ts";
import { type AdjustmentDraft, checkAdjustment } from "./check-adjustment.ts";
import type { Recurrences, RecurringInterval } from "./recurrences.ts";

/** What an adjustment would do to one objective whose window it touches. */
export interface AdjustmentEffect {
  readonly entry: DirectoryEntry;
  /** Share of the budget left; null where nothing is judged. */
  readonly before: Fraction | null;
  readonly after: Fraction | null;
  /** Share of the window's minutes that would be excluded in all. */
  readonly excludedFraction: Fraction;
  readonly excludedTooMuch: boolean;
}

export interface PreviewedAdjustment {
  /** The first ones, at most 10. */
  readonly occurrences: readonly MinuteInterval[];
  /** Those that change most, at most 50. */
  readonly effects: readonly AdjustmentEffect[];
  /** Objectives in its scope. */
  readonly objectives: number;
}

export interface PreviewAdjustmentDeps {
  readonly directory: Pick<ObjectiveDirectory, "entries">;
  readonly minutes: CountedMinutes;
  readonly adjustments: AppliedAdjustments;
  readonly recurrences: Recurrences;
  /** Nothing is written in it: it tells whether there is what the draft is for. */
  readonly inTransaction: InAdjustmentTransaction;
}

const MOST_OCCURRENCES = 10;
const MOST_EFFECTS = 50;

const isInScope = ({ scope, name }: AdjustmentFields, entry: DirectoryEntry): boolean =>
  scope === "all" || { team: entry.team, service: entry.service, objective: entry.name }[scope] === name;

function firstOccurrences(interval: RecurringInterval, recurrences: Recurrences): MinuteInterval[] {
  const found: MinuteInterval[] = [];
  let next = recurrences.presentOrNext(interval, interval.from);
  // The next one is the first that ends later: right also where they overlap.
  while (next !== null && found.length < MOST_OCCURRENCES) {
    found.push(next);
    next = interval.recurrence === null ? null : recurrences.presentOrNext(interval, next.end);
  }
  return found;
}

/** Occurrences that touch the objective's period, which a planned budget reckons with to its end. */
function occurrencesFor({ windows }: PlannedEntry, fields: AdjustmentFields, recurrences: Recurrences): Adjustment[] {
  const { start, periodEnd } = windows.period;
  const found = recurrences.within(fields, { start, end: periodEnd });
  return found.map(({ start: from, end: to }) => ({ from, to, mode: fields.mode }));
}

interface Comparison {
  readonly planned: PlannedEntry;
  readonly before: readonly Adjustment[];
  readonly after: readonly Adjustment[];
}

const periodOf = ({ windows }: PlannedEntry): MinuteInterval => ({ start: windows.period.start, end: windows.period.end });

const requestOf = ({ planned }: Comparison, adjustments: readonly Adjustment[]): CountRequest => ({
  ...countingOf(planned),
  adjustments,
  intervals: [periodOf(planned)],
});

const shareLeft = ({ sli, budget }: BudgetStatus): Fraction | null => (sli === null ? null : budget.remainingFraction);

function toEffect({ planned }: Comparison, before: BudgetStatus, after: BudgetStatus): AdjustmentEffect {
  return {
    entry: planned.entry,
    before: shareLeft(before),
    after: shareLeft(after),
    excludedFraction: excludedShare(after.coverage),
    excludedTooMuch: isExcludedTooMuch(after.coverage),
  };
}

async function compare(minutes: CountedMinutes, comparisons: readonly Comparison[]): Promise<AdjustmentEffect[]> {
  const requests = comparisons.flatMap((one) => [requestOf(one, one.before), requestOf(one, one.after)]);
  const counts = await readCounts(minutes, requests);
  return comparisons.flatMap((one, index) => {
    const { plan, windows } = one.planned;
    const [before, after] = [counts[2 * index], counts[2 * index + 1]];
    if (before === undefined || after === undefined) return [];
    const statusOf = (countsIn: typeof before, adjustments: readonly Adjustment[]) =>
      budgetStatus({ terms: plan.terms, period: windows.period, counts: countsIn(periodOf(one.planned)), adjustments });
    return [toEffect(one, statusOf(before, one.before), statusOf(after, one.after))];
  });
}

/** How much a budget changes, to sort by: only drawn. What was not judged, or is not any more, changes most. */
function change({ before, after }: AdjustmentEffect): number {
  if (before === null || after === null) return before === after ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(Number(after.num) / Number(after.den) - Number(before.num) / Number(before.den));
}

/**
 * What a draft would do if it were recorded, on top of what is recorded already. Nothing is stored. Throws `adjustment.subject-unknown`, and
 * `request.invalid` with the fields that are wrong.
 */
export const makePreviewAdjustment = (deps: PreviewAdjustmentDeps) => {
  const planner = makePlanner();
  return async (draft: AdjustmentDraft): Promise<PreviewedAdjustment> => {
    const fields = checkAdjustment(draft, deps.recurrences);
    await deps.inTransaction(({ adjustments }) => lockSubject(fields, adjustments));
    const entries = (await deps.directory.entries()).filter((entry) => isInScope(fields, entry));
    const planned = await withAdjustments(
      deps.adjustments,
      entries.map((entry) => planEntry(entry, planner(entry))),
    );
    const comparisons = planned
      .map((one): Comparison => {
        const added = occurrencesFor(one, fields, deps.recurrences);
        return { planned: one, before: one.adjustments, after: added.length === 0 ? one.adjustments : [...one.adjustments, ...added] };
      })
      .filter(({ before, after }) => before !== after);
    const effects = await compare(deps.minutes, comparisons);
    effects.sort(
      (a, b) =>
        change(b) - change(a) || compareFractions(b.excludedFraction, a.excludedFraction) || a.entry.name.localeCompare(b.entry.name),
    );
    return {
      occurrences: firstOccurrences(fields, deps.recurrences),
      effects: effects.slice(0, MOST_EFFECTS),
      objectives: entries.length,
    };
  };
};
