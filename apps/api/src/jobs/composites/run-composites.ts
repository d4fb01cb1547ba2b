import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { JudgeStreams } from "../tick/store-batch.ts";
import { batchesOf } from "./composite-batches.ts";
import type { CompositeStore, FilledComposite } from "./composite-store.ts";

/** Transactions about the same composites in one go, before others have their turn. */
const MOST_ROUNDS = 4;

export interface RunCompositesDeps {
  readonly store: CompositeStore;
}

/** Moves parts to what their objectives read now. */
async function moveParts(writer: FencedWriter, { store }: RunCompositesDeps): Promise<void> {
  if (await store.hasMovedParts()) await writer.write("live", (tx) => store.moveParts(tx.scope));
}

/** Watermarks that moved; one that is behind, or out of date somewhere, is not judged before it has caught up. */
const toJudge = (filled: readonly FilledComposite[]) => filled.filter(({ before, watermark, current }) => current && watermark > before);

/**
 * Brings all composites up to what their parts know, parts before what they are part of, and judges their alert rules in the transaction that
 * moves their watermark, as those of measured streams. Runs after all batches of a tick.
 */
export function makeRunComposites(deps: RunCompositesDeps) {
  const { store } = deps;

  async function runBatch(writer: FencedWriter, judge: JudgeStreams, ids: readonly number[]): Promise<void> {
    let left = ids;
    for (let round = 0; left.length > 0 && round < MOST_ROUNDS; round++) {
      const filled = await writer.write("live", async (tx) => {
        const found = await store.fill(tx.scope, left, "live");
        await judge(tx, toJudge(found), new Map());
        return found;
      });
      left = filled.filter(({ more }) => more).map(({ streamId }) => streamId);
    }
  }

  return async (writer: FencedWriter, judge: JudgeStreams): Promise<void> => {
    await moveParts(writer, deps);
    for (const level of await store.behind("live")) {
      for (const ids of batchesOf(level)) await runBatch(writer, judge, ids);
    }
  };
}
export type RunComposites = ReturnType<typeof makeRunComposites>;

/** Stands for all composites where jobs go by data source. */
const ALL = "composites";

/** The history of composites, as a job beside the tick: whether there is any to put together, and one step of it. */
export const makeExtendComposites = ({ writer, store }: RunCompositesDeps & { readonly writer: FencedWriter }) => ({
  sources: async (): Promise<readonly string[]> => ((await store.behind("history")).length > 0 ? [ALL] : []),
  /** A day of each, of those first that others are put together from. Returns whether there may be more to do at once. */
  step: async (): Promise<boolean> => {
    const inTerm = writer.inThisTerm();
    let more = false;
    for (const level of await store.behind("history")) {
      for (const ids of batchesOf(level)) {
        const filled = await inTerm.write("background", (tx) => store.fill(tx.scope, ids, "history"));
        more ||= filled.some((one) => one.more);
      }
    }
    return more;
  },
});
