import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { SlicesStore } from "./slices-store.ts";

/** Streams judged in one transaction, a day of each: a few hundred milliseconds. */
const MOST_STREAMS = 20;

export interface FillSlicesDeps {
  readonly writer: FencedWriter;
  readonly store: SlicesStore;
}

/**
 * Judges the history of slices streams that are new, or were left behind, without asking any source. The tick keeps those that have
 * caught up. Returns whether there may be more to do at once.
 */
export const makeFillSlices =
  ({ writer, store }: FillSlicesDeps) =>
  async (sourceId: string): Promise<boolean> => {
    const streams = await store.behind(sourceId, MOST_STREAMS);
    if (streams.length === 0) return false;
    return (await writer.inThisTerm().write("background", (tx) => store.fill(tx.scope, streams))) > 0;
  };

/** The sources that have slices to judge. Streams that are missing are made first: a definition may have been saved while one was removed. */
export const makeSourcesWithSlices =
  ({ writer, store }: FillSlicesDeps) =>
  async (): Promise<readonly string[]> => {
    if (await store.lackSlices()) await writer.write("background", (tx) => store.makeSlices(tx.scope));
    return store.sourcesBehind();
  };
