import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";

export interface UnreadStore {
  /** Streams that no objective reads or will read. */
  unreadStreams(): Promise<readonly number[]>;
  /** Deletes those of the streams that are still unread, with their minutes. */
  removeStreams(scope: TransactionScope, streamIds: readonly number[]): Promise<void>;
}

export interface RemoveUnreadDeps {
  readonly writer: FencedWriter;
  readonly store: UnreadStore;
  readonly monotonicMs: () => number;
}

/** A definition that is deleted and applied again within this time finds its history. */
const UNREAD_FOR_MS = 3_600_000;

/** Removes streams that nobody has read for an hour. */
export function makeRemoveUnread({ writer, store, monotonicMs }: RemoveUnreadDeps): () => Promise<void> {
  /** When this process first saw a stream unread. Kept in memory: a restart gives it the full time again. */
  let unreadSince = new Map<number, number>();

  return async () => {
    const nowMs = monotonicMs();
    const unread = await store.unreadStreams();
    unreadSince = new Map(unread.map((streamId) => [streamId, unreadSince.get(streamId) ?? nowMs]));
    for (const [streamId, sinceMs] of unreadSince) {
      if (nowMs - sinceMs < UNREAD_FOR_MS) continue;
      await writer.write("background", (tx) => store.removeStreams(tx.scope, [streamId]));
    }
  };
}
