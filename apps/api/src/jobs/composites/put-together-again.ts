import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { batchesOf } from "./composite-batches.ts";
import type { CompositeStore, CompositesAbove } from "./composite-store.ts";

/** What is to be up to date, and who sees to that. */
export interface Followed {
  readonly writer: FencedWriter;
  readonly composites: Pick<CompositeStore, "fill">;
  readonly levels: CompositesAbove["levels"];
}

/** Puts together what is out of date of these composites, at most some days of each, parts first. True when nothing of it is left. */
async function putTogether(levels: CompositesAbove["levels"], fill: (ids: readonly number[]) => ReturnType<CompositeStore["fill"]>) {
  let isCurrent = true;
  for (const ids of levels.flatMap(batchesOf)) {
    const filled = await fill(ids);
    if (filled.some(({ more }) => more)) isCurrent = false;
  }
  return isCurrent;
}

/**
 * Does something in a transaction in which these composites are what their parts make them. What is out of date is put together before, in
 * transactions of its own, and no watermark moves, so that no rule is left unjudged. False: nothing was done because there was too much of
 * it for once; each call gets further.
 */
export async function whenCurrent(
  { writer, composites, levels }: Followed,
  work: (tx: MinuteTransaction) => Promise<void>,
): Promise<boolean> {
  const isCurrent = await putTogether(levels, (ids) => writer.write("background", (tx) => composites.fill(tx.scope, ids, "again")));
  if (!isCurrent) return false;
  return writer.write("background", async (tx) => {
    // What the tick has corrected in between.
    const isStillCurrent = await putTogether(levels, (ids) => composites.fill(tx.scope, ids, "again"));
    if (isStillCurrent) await work(tx);
    return isStillCurrent;
  });
}
