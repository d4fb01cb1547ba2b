import { blockEnd, type Minute, type MinuteBlock } from "@solvent/domain";
import type { MinuteTransaction, TransactionScope } from "../../usecases/minutes/minute-store.ts";

export interface GeneratedStore {
  /** Notes that minutes of these streams before `until` were made up by the source and not measured. */
  markGenerated(scope: TransactionScope, rows: readonly { readonly streamId: number; readonly until: Minute }[]): Promise<void>;
}

/** A block that is being stored, with the minute before which the source made its counts up. */
export interface StoredBlock {
  readonly streamId: number;
  readonly block: MinuteBlock;
  readonly generatedUntil: Minute | null;
}

/** Labels made-up minutes in the transaction that stores them, so that they are never shown as measured. */
export async function markGenerated(store: GeneratedStore, tx: MinuteTransaction, blocks: readonly StoredBlock[]): Promise<void> {
  const rows = blocks.flatMap(({ streamId, block, generatedUntil }) =>
    generatedUntil === null || generatedUntil <= block.from ? [] : [{ streamId, until: Math.min(generatedUntil, blockEnd(block)) }],
  );
  if (rows.length > 0) await store.markGenerated(tx.scope, rows);
}
