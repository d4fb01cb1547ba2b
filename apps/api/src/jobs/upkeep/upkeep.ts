import { type Minute, minuteOfMs } from "@solvent/domain";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { keptFrom } from "./retention.ts";

export interface UpkeepStore {
  /** Makes the partitions of the coming days. */
  prepareAhead(now: Minute): Promise<void>;
  /** Ends of the stored days that lie wholly before `cut`, oldest first. */
  daysBefore(cut: Minute): Promise<readonly Minute[]>;
  /** Drops the oldest stored day when it ends at or before `dayEnd`: minutes, anchors, gaps. Coverage begins after it. */
  dropDay(scope: TransactionScope, dayEnd: Minute): Promise<void>;
  /** Streams that no objective reads or will read. */
  unreadStreams(): Promise<readonly number[]>;
  /** Deletes those of the streams that are still unread, with their minutes. */
  removeStreams(scope: TransactionScope, streamIds: readonly number[]): Promise<void>;
  /** Deletes attempts to deliver from before `cutMs` that no notification points at: of each, the one that settled it is kept. */
  dropAttempts(scope: TransactionScope, cutMs: number): Promise<void>;
}

export interface UpkeepDeps {
  readonly writer: FencedWriter;
  readonly store: UpkeepStore;
  readonly retentionDays: number;
  readonly monotonicMs: () => number;
  readonly databaseNowMs: () => number;
}

/** A definition that is deleted and applied again within this time finds its history. */
const UNREAD_FOR_MS = 3_600_000;

/** A target that fails for a day is tried more than a thousand times. */
const ATTEMPTS_KEPT_MS = 30 * 86_400_000;

/** Housekeeping of the leader: partitions, days and attempts that are no longer kept, and streams that nobody reads any more. */
export function makeUpkeep(deps: UpkeepDeps): () => Promise<void> {
  /** When this process first saw a stream unread. Kept in memory: a restart gives it the full time again. */
  let unreadSince = new Map<number, number>();

  async function dropOldDays(): Promise<void> {
    for (const dayEnd of await deps.store.daysBefore(keptFrom(deps.databaseNowMs(), deps.retentionDays))) {
      await deps.writer.write("background", (tx) => deps.store.dropDay(tx.scope, dayEnd));
    }
  }

  async function removeUnread(): Promise<void> {
    const nowMs = deps.monotonicMs();
    const unread = await deps.store.unreadStreams();
    unreadSince = new Map(unread.map((streamId) => [streamId, unreadSince.get(streamId) ?? nowMs]));
    for (const [streamId, sinceMs] of unreadSince) {
      if (nowMs - sinceMs < UNREAD_FOR_MS) continue;
      await deps.writer.write("background", (tx) => deps.store.removeStreams(tx.scope, [streamId]));
    }
  }

  return async () => {
    await deps.store.prepareAhead(minuteOfMs(deps.databaseNowMs()));
    await dropOldDays();
    await removeUnread();
    await deps.writer.write("background", (tx) => deps.store.dropAttempts(tx.scope, deps.databaseNowMs() - ATTEMPTS_KEPT_MS));
  };
}
