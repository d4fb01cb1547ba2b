import {
  type Adjustment,
  type CompositeTree,
  compositeHistory,
  type JudgedHistory,
  judgedHistory,
  leavesOf,
  type MinuteBlock,
  type MinuteInterval,
  type ObjectiveTerms,
  touchedSlicesOf,
} from "@solvent/domain";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { type MinuteAt, readKnownMinutes } from "../counts/read-known-minutes.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";

export interface HistoryQuestion {
  readonly terms: Pick<ObjectiveTerms, "method" | "slices" | "sloStart">;
  readonly adjustments: readonly Adjustment[];
  readonly range: MinuteInterval;
  /** Minutes of the objective's stream, cut to what it covers. */
  readonly block: MinuteBlock;
}

type HistoryMinutes = Pick<CountedMinutes, "minutesBetween" | "compositeTrees">;

async function readLeaves(minutes: HistoryMinutes, tree: CompositeTree, touched: readonly MinuteInterval[]) {
  const leaves = new Map<number, MinuteAt>();
  if (touched.length === 0) return leaves;
  for (const streamId of leavesOf(tree)) leaves.set(streamId, await readKnownMinutes(minutes, streamId, touched));
  return leaves;
}

/** Minutes of an objective, judged one by one; of a composite those that adjustments touch are put together anew. */
export async function readJudgedHistory(
  minutes: HistoryMinutes,
  { streamId, source }: Pick<DirectoryEntry, "streamId" | "source">,
  question: HistoryQuestion,
): Promise<JudgedHistory> {
  if (source !== null) return judgedHistory(question);
  const tree = (await minutes.compositeTrees?.([streamId]))?.get(streamId);
  if (tree === undefined) return judgedHistory(question);
  const leaves = await readLeaves(minutes, tree, touchedSlicesOf({ ...question, tree }));
  return compositeHistory({ ...question, tree, minuteAt: (leaf, minute) => leaves.get(leaf)?.(minute) ?? null });
}
