import type { Minute, MinuteBlock, MissingReason } from "@solvent/domain";
import type { GapStore } from "../shared/gap-store.ts";
import { type GeneratedStore, markGenerated } from "../shared/mark-generated.ts";
import { isStatementOfSource } from "../shared/missing-reason.ts";
import { checkStore, type PastDeps, type PastStep } from "../shared/past-reading.ts";
import { settleGaps } from "../shared/settle-gaps.ts";
import { storeApart } from "../shared/store-apart.ts";
import type { BackfillProgress, BackfillStore, RunnableBackfill } from "./backfill-store.ts";
import { makeEmptyRuns } from "./empty-runs.ts";
import { afterAnswer, notStorable } from "./row-outcomes.ts";

export interface StoreHistoryDeps extends Pick<PastDeps, "databaseNowMs" | "onError"> {
  readonly store: Pick<BackfillStore, "progress">;
  readonly gaps: GapStore;
  readonly generated: GeneratedStore;
}

/** History that was read for a row. */
export interface ReadPart {
  readonly row: RunnableBackfill;
  readonly block: MinuteBlock;
  /** The source says that it made up the minutes before this one. */
  readonly generatedUntil: Minute | null;
}

type Writer = Pick<PastStep, "writer">;

export interface StoreHistory {
  /** Stores what was read, and how far the rows are with it; a row that cannot be stored ends without holding up the others. */
  parts(step: Writer, parts: readonly ReadPart[]): Promise<void>;
  /** Notes what became of rows of which nothing was read. */
  progress(step: Writer, progress: readonly BackfillProgress[]): Promise<void>;
}

/** What the source says it does not have it will not have later; what it could not tell is asked for again with the other gaps. */
const decideAt = (nowMs: number) => (_minute: Minute, _row: unknown, reason: MissingReason) => ({
  retryAtMs: isStatementOfSource(reason) ? null : nowMs,
  attempts: 0,
});

export function makeStoreHistory(deps: StoreHistoryDeps): StoreHistory {
  const emptyRuns = makeEmptyRuns();

  const progressOf = ({ row, block }: ReadPart): BackfillProgress =>
    afterAnswer(row, { readTo: block.from, message: emptyRuns.note(row.id, block, row.firstMinute) });

  async function progress({ writer }: Writer, rows: readonly BackfillProgress[]): Promise<void> {
    if (rows.length > 0) await writer.write("background", (tx) => deps.store.progress(tx.scope, rows, deps.databaseNowMs()));
  }

  async function store({ writer }: Writer, some: readonly (ReadPart & { readonly progress: BackfillProgress })[]): Promise<void> {
    await writer.write("background", async (tx) => {
      const stored = some.map(({ row: { streamId }, block, generatedUntil }) => ({ streamId, block, generatedUntil }));
      await tx.writeMinutes(stored, "refill");
      const nowMs = deps.databaseNowMs();
      await settleGaps(deps.gaps, tx.scope, stored, { nowMs, uncovered: "open", decide: decideAt(nowMs) });
      await markGenerated(deps.generated, tx, stored);
      await deps.store.progress(
        tx.scope,
        some.map((part) => part.progress),
        nowMs,
      );
    });
  }

  return {
    progress,
    async parts(step, parts) {
      // Noted once: a part may be tried several times.
      const items = parts.map((part) => ({ ...part, progress: progressOf(part) }));
      const refused = await storeApart(items, { store: (some) => store(step, some), checkStore: () => checkStore(step) });
      for (const { error } of refused) deps.onError(error);
      await progress(
        step,
        refused.map(({ item }) => notStorable(item.row)),
      );
    },
  };
}
