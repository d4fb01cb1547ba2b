import { type Minute, minuteOfMs } from "@solvent/domain";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import { type DropHistoryDeps, type HistoryStore, makeDropHistory } from "./drop-history.ts";
import { makeRemoveUnread, type RemoveUnreadDeps, type UnreadStore } from "./remove-unread.ts";

export interface UpkeepStore extends HistoryStore, UnreadStore {
  /** Makes the partitions of the coming days. */
  prepareAhead(now: Minute): Promise<void>;
  /** Deletes attempts to deliver from before `cutMs` that no notification points at: of each, the one that settled it is kept. */
  dropAttempts(scope: TransactionScope, cutMs: number): Promise<void>;
}

export interface UpkeepDeps extends DropHistoryDeps, RemoveUnreadDeps {
  readonly store: UpkeepStore;
}

/** A target that fails for a day is tried more than a thousand times. */
const ATTEMPTS_KEPT_MS = 30 * 86_400_000;

/**
 * Housekeeping of the leader: partitions; minutes, running totals, attempts and what others sent that are no longer kept; and streams that
 * nobody reads any more.
 */
export function makeUpkeep(deps: UpkeepDeps): () => Promise<void> {
  const { writer, store, databaseNowMs } = deps;
  const dropHistory = makeDropHistory(deps);
  const removeUnread = makeRemoveUnread(deps);

  return async () => {
    await store.prepareAhead(minuteOfMs(databaseNowMs()));
    await dropHistory();
    await removeUnread();
    await writer.write("background", (tx) => store.dropAttempts(tx.scope, databaseNowMs() - ATTEMPTS_KEPT_MS));
  };
}
