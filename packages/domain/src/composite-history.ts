import { type Adjustment, effectiveIntervals } from "./adjustment.ts";
import { type JudgedHistory, judgedHistory } from "./backtest/judged-history.ts";
import { type CompositeTree, compositeMinutes, sliceOfTree } from "./composite-slices.ts";
import { blockEnd, type Minute, type MinuteBlock } from "./minute.ts";
import { coversMinute, grownToSteps, unionWithin } from "./minute-intervals.ts";
import type { ObjectiveTerms } from "./objective-terms.ts";
import { remainingOf } from "./slice-plan.ts";
import type { MinuteKnowledge } from "./slices.ts";
import type { MinuteInterval } from "./window-counts.ts";

export interface CompositeHistoryInput {
  readonly terms: Pick<ObjectiveTerms, "method" | "slices" | "sloStart">;
  readonly tree: CompositeTree;
  /** Minutes of the composite, cut to what it covers. */
  readonly block: MinuteBlock;
  readonly adjustments: readonly Adjustment[];
  readonly range: MinuteInterval;
  /** Minutes of a leaf of the tree; asked only within `touchedSlicesOf`. */
  readonly minuteAt: (streamId: number, minute: Minute) => MinuteKnowledge;
}

/** The stretches of whole slices around adjustments: those that are put together anew, and whose minutes must be read of every leaf. */
export function touchedSlicesOf({ tree, adjustments, range }: Pick<CompositeHistoryInput, "tree" | "adjustments" | "range">) {
  const { minutes } = tree.slices;
  const { excluded, forgiven } = effectiveIntervals(wholeRange(range, minutes), adjustments);
  return unionWithin(
    wholeRange(range, minutes),
    [...excluded, ...forgiven].map((one) => grownToSteps(one, minutes)),
  );
}

/** A range from the start of the slice that it begins in. */
const wholeRange = ({ start, end }: MinuteInterval, length: number): MinuteInterval => ({
  start: Math.floor(start / length) * length,
  end: Math.max(end, Math.floor(start / length) * length),
});

/** A block that can be changed, with all minutes of a range. */
interface Draft extends MinuteBlock {
  readonly good: number[];
  readonly total: number[];
  readonly missing: MinuteBlock["missing"][number][];
}

function draftOf(block: MinuteBlock, { start, end }: MinuteInterval): Draft {
  const length = end - start;
  const draft: Draft = {
    from: start,
    good: new Array<number>(length).fill(0),
    total: new Array<number>(length).fill(0),
    missing: new Array<Draft["missing"][number]>(length).fill("not-read"),
  };
  for (let minute = Math.max(start, block.from); minute < Math.min(end, blockEnd(block)); minute++) {
    const [to, from] = [minute - start, minute - block.from];
    draft.good[to] = block.good[from] ?? 0;
    draft.total[to] = block.total[from] ?? 0;
    draft.missing[to] = block.missing[from] ?? null;
  }
  return draft;
}

/** Puts what a slice comes to with the adjustments into the last of its minutes that is not excluded. */
function rejudge(draft: Draft, slice: MinuteInterval, { tree, adjustments, minuteAt }: CompositeHistoryInput): void {
  const effective = effectiveIntervals(slice, adjustments);
  const remaining = remainingOf(slice, effective);
  const found = sliceOfTree(tree, (streamId) => remaining((minute) => minuteAt(streamId, minute)));
  const anew = compositeMinutes({ terms: tree.slices, from: slice.start, to: slice.end, slices: [found] });
  let last = slice.end - 1;
  while (last >= slice.start && coversMinute(effective.excluded, last)) last--;
  for (let minute = slice.start; minute < slice.end; minute++) {
    const [to, from] = [minute - draft.from, minute - slice.start];
    draft.good[to] = 0;
    draft.total[to] = 0;
    draft.missing[to] = anew.missing[from] ?? null;
  }
  if (last < slice.start) return;
  draft.good[last - draft.from] = anew.good.at(-1) ?? 0;
  draft.total[last - draft.from] = anew.total.at(-1) ?? 0;
}

/**
 * The minutes of a composite as its adjustments say, in memory, for everything that looks at minutes one by one. What is excluded or forgiven
 * is left out of its parts' minutes, as when it is counted.
 */
export function compositeHistory(input: CompositeHistoryInput): JudgedHistory {
  const { terms, tree, block, adjustments, range } = input;
  const length = tree.slices.minutes;
  const whole = wholeRange(range, length);
  const draft = draftOf(block, whole);
  for (const stretch of touchedSlicesOf(input)) {
    for (let start = stretch.start; start + length <= Math.min(stretch.end, whole.end); start += length) {
      rejudge(draft, { start, end: start + length }, input);
    }
  }
  const slices = { ...tree.slices, noTraffic: "exclude", missing: "exclude" } as const;
  const excluded = adjustments.filter(({ mode }) => mode === "exclude");
  const history = judgedHistory({ terms: { ...terms, slices }, range, block: draft, adjustments: excluded });
  return { ...history, active: history.counted };
}
