import { MINUTES_PER_DAY, type Minute } from "@solvent/domain";
import type { UnfinishedBackfill } from "./stream-store.ts";

/** How much history is read, from the configuration. */
export interface HistoryLimits {
  readonly backfillDays: number;
  readonly retentionDays: number;
}

export type HistoryPlan =
  | { readonly kind: "nothing" }
  | { readonly kind: "queue"; readonly fromMinute: Minute; readonly toMinute: Minute }
  | { readonly kind: "extend"; readonly id: bigint; readonly fromMinute: Minute };

/** Minutes of history that a window asks for: itself and a day more, at least what is configured, at most what is kept. */
export function historyMinutes(windowMinutes: number, { backfillDays, retentionDays }: HistoryLimits): number {
  const windowDays = Math.ceil(windowMinutes / MINUTES_PER_DAY) + 1;
  return Math.min(retentionDays, Math.max(backfillDays, windowDays)) * MINUTES_PER_DAY;
}

/**
 * What to do so that a stream reaches back to `wantedFrom`. A stream has at most one back-fill that is not done, because two
 * would both have to end where the coverage begins: an unfinished one is extended, in whatever state it is.
 */
export function planHistory(
  stream: { readonly firstMinute: Minute; readonly unfinished: UnfinishedBackfill | null },
  wantedFrom: Minute,
): HistoryPlan {
  if (wantedFrom >= stream.firstMinute) return { kind: "nothing" };
  if (stream.unfinished === null) return { kind: "queue", fromMinute: wantedFrom, toMinute: stream.firstMinute };
  return { kind: "extend", id: stream.unfinished.id, fromMinute: Math.min(wantedFrom, stream.unfinished.fromMinute) };
}
