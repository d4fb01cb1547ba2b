import type { Minute } from "@solvent/domain";
import type { SourceFailure } from "@solvent/metric-sources";
import { backfillStart } from "./backfill-chunk.ts";
import type { BackfillProgress, RunnableBackfill } from "./backfill-store.ts";

/** A row whose stretch could not be read. */
export interface FailedRow {
  readonly row: RunnableBackfill;
  readonly failure: SourceFailure;
}

const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 600_000;

/** The stored cursor lies within the row. */
const cursorAt = (row: RunnableBackfill, minute: Minute): Minute => Math.min(row.to, Math.max(row.from, minute));

/** Of a row that has been read down to `readTo`; `message`: why there is no use in reading on, null where there is. */
export const afterAnswer = (
  row: RunnableBackfill,
  { readTo, message }: { readonly readTo: Minute; readonly message: string | null },
): BackfillProgress => ({
  id: row.id,
  cursor: cursorAt(row, readTo),
  state: message !== null || readTo <= row.from ? "done" : "running",
  message,
  retryAtMs: null,
  attempts: 0,
});

export function afterFailure({ row, failure }: FailedRow, nowMs: number): BackfillProgress {
  const attempts = row.attempts + 1;
  const gaveUp = !failure.retryable || attempts >= MOST_ATTEMPTS;
  const waitMs = Math.max((failure.retryAfterSeconds ?? 0) * 1000, Math.min(FIRST_WAIT_MS * 2 ** row.attempts, LONGEST_WAIT_MS));
  return {
    id: row.id,
    cursor: cursorAt(row, row.firstMinute),
    state: gaveUp ? "failed" : "running",
    message: failure.message,
    retryAtMs: gaveUp ? null : nowMs + waitMs,
    attempts,
  };
}

/** Asking again would not help: the sums of such a stream do not fit, or its rows contradict each other. */
export const notStorable = (row: RunnableBackfill): BackfillProgress => ({
  id: row.id,
  cursor: cursorAt(row, row.firstMinute),
  state: "failed",
  message: "This history cannot be stored",
  retryAtMs: null,
  attempts: row.attempts,
});

/** Ends rows whose history is held already, and those that ask for more than is kept. */
export function endedRows(rows: readonly RunnableBackfill[], kept: { earliest: Minute; retentionDays: number }): BackfillProgress[] {
  const ended = rows.filter((row) => row.firstMinute <= Math.max(kept.earliest, backfillStart(row)));
  return ended.map((row) => ({
    id: row.id,
    cursor: cursorAt(row, row.firstMinute),
    state: "done",
    message: row.firstMinute <= backfillStart(row) ? null : `Minutes are kept for ${kept.retentionDays} days`,
    retryAtMs: null,
    attempts: 0,
  }));
}
