import type { Minute } from "@solvent/domain";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { GapRevision, GapRow } from "./gap-row.ts";

export interface GapStore {
  /** Unfilled rows, settled ones too, of these streams that overlap or touch [from, to). */
  unfilled(scope: TransactionScope, streamIds: readonly number[], from: Minute, to: Minute): Promise<readonly GapRow[]>;
  revise(scope: TransactionScope, revisions: readonly GapRevision[]): Promise<void>;
}
