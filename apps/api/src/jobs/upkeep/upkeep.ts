import { MINUTES_PER_DAY, type Minute, minuteOfMs } from "@solvent/domain";
import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { type KeptInstant, type KeptReasons, keptInstants } from "./kept-instants.ts";
import { anchorsFrom, keptFrom } from "./retention.ts";

export interface UpkeepStore {
  /** Makes the partitions of the coming days. */
  prepareAhead(now: Minute): Promise<void>;
  /** Ends of the stored days that lie wholly before `cut`, oldest first. */
  daysBefore(cut: Minute): Promise<readonly Minute[]>;
  /** What asks for exact figures at instants inside an hour. */
  keptReasons(): Promise<KeptReasons>;
  /**
   * Drops the minutes of the oldest stored day when it ends at or before `dayEnd`. Their running totals at whole hours stay, and those at
   * `instants` are added, in the same transaction. Gaps in it are settled.
   */
  dropDay(scope: TransactionScope, dayEnd: Minute, instants: readonly KeptInstant[]): Promise<void>;
  /** Drops running totals of whole months before `cut`, where coverage begins from then on, and what is known of gaps in it. */
  dropAnchors(scope: TransactionScope, cut: Minute): Promise<void>;
  /** Streams that no objective reads or will read. */
  unreadStreams(): Promise<readonly number[]>;
  /** Deletes those of the streams that are still unread, with their minutes. */
  removeStreams(scope: TransactionScope, streamIds: readonly number[]): Promise<void>;
  /** Deletes attempts to deliver from before `cutMs` that no notification points at: of each, the one that settled it is kept. */
  dropAttempts(scope: TransactionScope, cutMs: number): Promise<void>;
  /** Deletes a part of what others sent about minutes before `cut`; whether there may be more. */
  dropSent(scope: TransactionScope, cut: Minute): Promise<boolean>;
}

export interface UpkeepDeps {
  readonly writer: FencedWriter;
  readonly store: UpkeepStore;
  readonly adjustments: AppliedAdjustments;
  readonly retentionDays: number;
  readonly monotonicMs: () => number;
  readonly databaseNowMs: () => number;
}

/** A definition that is deleted and applied again within this time finds its history. */
const UNREAD_FOR_MS = 3_600_000;

/** A target that fails for a day is tried more than a thousand times. */
const ATTEMPTS_KEPT_MS = 30 * 86_400_000;

/**
 * Housekeeping of the leader: partitions; minutes, running totals, attempts and what others sent that are no longer kept; and streams that
 * nobody reads any more.
 */
export function makeUpkeep(deps: UpkeepDeps): () => Promise<void> {
  /** When this process first saw a stream unread. Kept in memory: a restart gives it the full time again. */
  let unreadSince = new Map<number, number>();

  async function dropOldDays(nowMs: number): Promise<void> {
    const days = await deps.store.daysBefore(keptFrom(nowMs, deps.retentionDays));
    if (days.length === 0) return;
    const reasons = await deps.store.keptReasons();
    for (const dayEnd of days) {
      const day = { start: dayEnd - MINUTES_PER_DAY, end: dayEnd };
      const instants = keptInstants(day, reasons, await deps.adjustments.within(day));
      await deps.writer.write("background", (tx) => deps.store.dropDay(tx.scope, dayEnd, instants));
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

  async function dropSent(cut: Minute): Promise<void> {
    while (await deps.writer.write("background", (tx) => deps.store.dropSent(tx.scope, cut)));
  }

  return async () => {
    await deps.store.prepareAhead(minuteOfMs(deps.databaseNowMs()));
    const nowMs = deps.databaseNowMs();
    await dropOldDays(nowMs);
    await deps.writer.write("background", (tx) => deps.store.dropAnchors(tx.scope, anchorsFrom(nowMs, deps.retentionDays)));
    await dropSent(keptFrom(nowMs, deps.retentionDays));
    await removeUnread();
    await deps.writer.write("background", (tx) => deps.store.dropAttempts(tx.scope, deps.databaseNowMs() - ATTEMPTS_KEPT_MS));
  };
}
