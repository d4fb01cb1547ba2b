import { isWithinRounding, type WindowCounts } from "@solvent/domain";
import type { AppliedAdjustment, AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import type { CountedMinutes, CountRequest, CountsIn } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { readExactCounts } from "../counts/read-exact-counts.ts";
import { type Judgement, judgeObjective, type ObjectiveReading } from "./judge-objective.ts";
import type { DirectoryEntry } from "./objective-directory.ts";
import { beforeClosing, type ObjectivePlan, type ObjectiveWindows } from "./objective-plan.ts";

export interface JudgementSources {
  readonly minutes: CountedMinutes;
  readonly adjustments: AppliedAdjustments;
}

/** An objective and what it is to be counted over. */
export interface PlannedEntry {
  readonly entry: DirectoryEntry;
  readonly plan: ObjectivePlan;
  readonly windows: ObjectiveWindows;
  readonly adjustments: readonly AppliedAdjustment[];
}

export const planEntry = (entry: DirectoryEntry, plan: ObjectivePlan): Omit<PlannedEntry, "adjustments"> => ({
  entry,
  plan,
  windows: entry.source === null ? beforeClosing(plan.windowsAt(entry.watermark), plan.terms) : plan.windowsAt(entry.watermark),
});

const touches = ({ from, to }: AppliedAdjustment, { start, end }: { readonly start: number; readonly end: number }): boolean =>
  from < end && start < to;

/** Adds the adjustments of each: one question for all of them, none where nothing is recorded. */
export async function withAdjustments(
  applied: AppliedAdjustments,
  planned: readonly Omit<PlannedEntry, "adjustments">[],
): Promise<readonly PlannedEntry[]> {
  if (!planned.some(({ entry }) => entry.isAdjusted)) return planned.map((one) => ({ ...one, adjustments: [] }));
  const ranges = planned.map(({ windows }) => windows.range);
  const range = {
    start: ranges.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
    end: ranges.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY),
  };
  const [only, second] = planned;
  const found = await applied.within(range, only !== undefined && second === undefined ? [only.entry.id] : undefined);
  return planned.map((one) => ({
    ...one,
    adjustments: (found.get(one.entry.id) ?? []).filter((adjustment) => touches(adjustment, one.windows.range)),
  }));
}

/** The part of a request that says what is counted, and how. */
export const countingOf = ({
  entry,
  plan,
  adjustments,
}: Pick<PlannedEntry, "entry" | "plan" | "adjustments">): Omit<CountRequest, "intervals"> => ({
  streamId: entry.streamId,
  slicesStreamId: entry.slicesStream?.streamId ?? null,
  terms: plan.terms,
  adjustments,
});

/** Adjustments that touch the period so far. */
export const adjustmentsOfPeriod = ({
  windows,
  adjustments,
}: Pick<PlannedEntry, "windows" | "adjustments">): readonly AppliedAdjustment[] =>
  adjustments.filter((adjustment) => touches(adjustment, windows.period));

const periodOf = ({ windows }: Pick<PlannedEntry, "windows">) => ({ start: windows.period.start, end: windows.period.end });

const toRequest = (planned: PlannedEntry): CountRequest => ({ ...countingOf(planned), intervals: planned.windows.intervals });
const toPlainRequest = (planned: PlannedEntry): CountRequest => ({
  ...countingOf(planned),
  adjustments: [],
  intervals: [periodOf(planned)],
});

export interface CountedEntry {
  readonly planned: PlannedEntry;
  readonly countsIn: CountsIn;
  /** Of the period without adjustments; null where none touches it. */
  readonly plainCounts: WindowCounts | null;
}

/** Counts everything that a judgement needs. */
export async function countEntries(minutes: CountedMinutes, planned: readonly PlannedEntry[]): Promise<readonly CountedEntry[]> {
  const adjusted = planned.filter((one) => adjustmentsOfPeriod(one).length > 0);
  const answers = await readCounts(minutes, [...planned.map(toRequest), ...adjusted.map(toPlainRequest)]);
  const plain = new Map(adjusted.map((one, index) => [one, answers[planned.length + index]?.(periodOf(one)) ?? null]));
  return planned.flatMap((one, index) => {
    const countsIn = answers[index];
    return countsIn === undefined ? [] : [{ planned: one, countsIn, plainCounts: plain.get(one) ?? null }];
  });
}

type Circumstances = Pick<ObjectiveReading, "projectedTotal" | "nowMinute">;

/** Judges an objective that was counted; where rounding would decide about its budget, it is counted once more without any, if it can be. */
export async function judgeCounted(minutes: CountedMinutes, counted: CountedEntry, now: Circumstances): Promise<Judgement> {
  const { planned, ...counts } = counted;
  const { entry, ...reading } = { ...planned, ...counts, ...now };
  const judgement = judgeObjective(entry, { ...reading, exact: null });
  // What a composite is put together from are ratios as they are stored: there is nothing more exact.
  if (entry.source === null || !isWithinRounding(judgement.status, planned.plan.terms)) return judgement;
  const exact = await readExactCounts(minutes, countingOf(planned), periodOf(planned));
  return judgeObjective(entry, { ...reading, exact });
}

/** Judges objectives with as few questions to the store as there are kinds of windows. */
export async function readJudgements(
  { minutes, adjustments }: JudgementSources,
  planned: readonly Omit<PlannedEntry, "adjustments">[],
  nowMinute: number,
): Promise<readonly Judgement[]> {
  const counted = await countEntries(minutes, await withAdjustments(adjustments, planned));
  const judgements: Judgement[] = [];
  for (const one of counted) judgements.push(await judgeCounted(minutes, one, { nowMinute, projectedTotal: null }));
  return judgements;
}
