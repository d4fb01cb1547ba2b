import { type CompositeTree, type CountSources, leavesOf, sliceOfTree, toVerdict } from "@solvent/domain";
import type { CountedMinutes, CountRequest } from "./count-reader.ts";
import type { MinuteAt } from "./read-known-minutes.ts";

/** How composites are put together, by their streams. */
export type CompositeTrees = ReadonlyMap<number, CompositeTree>;

/** A composite is put together slice by slice: its stream is the stream of its slices. */
export const isComposite = ({ streamId, slicesStreamId }: Pick<CountRequest, "streamId" | "slicesStreamId">): boolean =>
  streamId === slicesStreamId;

/** How the composites among the requests are put together. Asks nothing where there are none. */
export async function readTrees(
  { compositeTrees }: Pick<CountedMinutes, "compositeTrees">,
  requests: readonly Pick<CountRequest, "streamId" | "slicesStreamId">[],
): Promise<CompositeTrees> {
  const wanted = [...new Set(requests.filter(isComposite).map(({ streamId }) => streamId))];
  return wanted.length === 0 || compositeTrees === undefined ? new Map() : compositeTrees(wanted);
}

/** The measured streams whose minutes say what is left of a slice. */
export function measuredStreamsOf(request: Pick<CountRequest, "streamId" | "slicesStreamId">, trees: CompositeTrees): readonly number[] {
  if (!isComposite(request)) return [request.streamId];
  const tree = trees.get(request.streamId);
  return tree === undefined ? [] : leavesOf(tree);
}

/**
 * What counting a composite needs besides its totals: a slice that an adjustment touches is put together anew from what is left of the minutes
 * of its parts. Nothing for what is measured.
 */
export function compositeSources(
  request: Pick<CountRequest, "streamId" | "slicesStreamId">,
  trees: CompositeTrees,
  minutesOf: (streamId: number) => MinuteAt,
): Pick<CountSources, "rejudge"> {
  if (!isComposite(request)) return {};
  const tree = trees.get(request.streamId);
  return {
    rejudge: (remaining) =>
      tree === undefined ? { kind: "missing" } : toVerdict(sliceOfTree(tree, (streamId) => remaining(minutesOf(streamId)))),
  };
}
