import {
  type CompositeTree,
  compositeMinutes,
  countInterval,
  type Minute,
  type MinuteBlock,
  type MinuteKnowledge,
  type ObjectiveTerms,
  sliceOfTree,
  toVerdict,
  type WindowCounts,
} from "@solvent/domain";
import { knowledgeAt, runningTotals } from "./day-minutes.ts";

/** A day of what a composite is put together from. */
export interface CompositeDay {
  readonly tree: CompositeTree;
  /** Starts of slices. */
  readonly from: Minute;
  readonly to: Minute;
  /** Exactly the minutes [from, to) of every leaf of the tree. */
  readonly leaves: ReadonlyMap<number, MinuteBlock>;
}

/** The minutes that a composite has, put together as they will be once it is stored. */
export function minutesOfComposite({ tree, from, to, leaves }: CompositeDay): MinuteBlock {
  const { minutes } = tree.slices;
  const knownIn = (leaf: number, start: Minute): MinuteKnowledge[] => {
    const block = leaves.get(leaf);
    return Array.from({ length: minutes }, (_, i) => (block === undefined ? null : knowledgeAt(block, start + i)));
  };
  const slices = Array.from({ length: (to - from) / minutes }, (_, i) => {
    const start = from + i * minutes;
    return sliceOfTree(tree, (leaf) => knownIn(leaf, start));
  });
  return compositeMinutes({ terms: tree.slices, from, to, slices });
}

/** Counts of the day of a composite, of which these are the minutes. Without adjustments, which are stored. */
export function countCompositeDay(terms: ObjectiveTerms, { tree, from, to, leaves }: CompositeDay, block: MinuteBlock): WindowCounts {
  const totalsAt = runningTotals(block);
  const minuteOf = (leaf: number) => (minute: Minute) => {
    const minutes = leaves.get(leaf);
    return minutes === undefined ? null : knowledgeAt(minutes, minute);
  };
  return countInterval(
    { terms, adjustments: [], interval: { start: from, end: to }, sloStart: terms.sloStart },
    {
      eventsAt: totalsAt,
      slicesAt: totalsAt,
      minuteAt: (minute) => knowledgeAt(block, minute),
      rejudge: (remaining) => toVerdict(sliceOfTree(tree, (leaf) => remaining(minuteOf(leaf)))),
    },
  );
}
