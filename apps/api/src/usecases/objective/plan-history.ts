import { calendarPeriod, MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute, type ObjectiveWindow } from "@solvent/domain";
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

const floorTo = (step: number, minute: Minute): Minute => Math.floor(minute / step) * step;

/** Beginning of the window that ends at `hour`, at a whole hour: of a rolling one in whole days, of a calendar one with its period. */
const windowStart = (window: ObjectiveWindow, hour: Minute): Minute =>
  window.kind === "rolling"
    ? hour - Math.ceil(window.minutes / MINUTES_PER_DAY) * MINUTES_PER_DAY
    : floorTo(MINUTES_PER_HOUR, calendarPeriod(window, hour - 1).start);

/**
 * From where a window asks for history in the hour that begins at `hour`: from its own beginning and a day more, at least what is
 * configured, at most what is kept. A whole hour.
 */
export function historyStart(window: ObjectiveWindow, hour: Minute, { backfillDays, retentionDays }: HistoryLimits): Minute {
  const wanted = Math.min(windowStart(window, hour) - MINUTES_PER_DAY, hour - backfillDays * MINUTES_PER_DAY);
  return Math.max(wanted, hour - retentionDays * MINUTES_PER_DAY);
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
