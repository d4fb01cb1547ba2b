import { MINUTES_PER_DAY, type Minute } from "@solvent/domain";
import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import { type KeptInstant, type KeptReasons, keptInstants } from "./kept-instants.ts";
import { anchorsFrom, keptFrom } from "./retention.ts";

export interface HistoryStore {
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
  /** Deletes a part of what others sent about minutes before `cut`; whether there may be more. */
  dropSent(scope: TransactionScope, cut: Minute): Promise<boolean>;
}

export interface DropHistoryDeps {
  readonly writer: FencedWriter;
  readonly store: HistoryStore;
  readonly adjustments: AppliedAdjustments;
  readonly retentionDays: number;
  readonly databaseNowMs: () => number;
}

/** Drops minutes, their running totals, and what others sent about them, each once it is no longer kept. */
export function makeDropHistory({ writer, store, adjustments, retentionDays, databaseNowMs }: DropHistoryDeps): () => Promise<void> {
  async function dropDays(cut: Minute): Promise<void> {
    const days = await store.daysBefore(cut);
    if (days.length === 0) return;
    const reasons = await store.keptReasons();
    for (const dayEnd of days) {
      const day = { start: dayEnd - MINUTES_PER_DAY, end: dayEnd };
      const instants = keptInstants(day, reasons, await adjustments.within(day));
      await writer.write("background", (tx) => store.dropDay(tx.scope, dayEnd, instants));
    }
  }

  async function dropSent(cut: Minute): Promise<void> {
    while (await writer.write("background", (tx) => store.dropSent(tx.scope, cut)));
  }

  return async () => {
    const nowMs = databaseNowMs();
    await dropDays(keptFrom(nowMs, retentionDays));
    await writer.write("background", (tx) => store.dropAnchors(tx.scope, anchorsFrom(nowMs, retentionDays)));
    await dropSent(keptFrom(nowMs, retentionDays));
  };
}
