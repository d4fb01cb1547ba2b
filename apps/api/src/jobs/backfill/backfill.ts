import type { Minute, MinuteBlock, MissingReason } from "@solvent/domain";
import type { Outcome, ReadValue, SourceFailure } from "@solvent/metric-sources";
import type { GapStore } from "../shared/gap-store.ts";
import { type GeneratedStore, markGenerated } from "../shared/mark-generated.ts";
import { isStatementOfSource } from "../shared/missing-reason.ts";
import { checkStore, type PastDeps, type PastStep, shortened } from "../shared/past-reading.ts";
import { settleGaps } from "../shared/settle-gaps.ts";
import { storeApart } from "../shared/store-apart.ts";
import { sliceBlock } from "../tick/stream-write.ts";
import { keptFrom } from "../upkeep/retention.ts";
import { type BackfillChunk, backfillStart, nextBackfillChunk } from "./backfill-chunk.ts";
import type { BackfillProgress, BackfillStore, RunnableBackfill } from "./backfill-store.ts";
import { makeEmptyRuns } from "./empty-runs.ts";

export interface BackfillDeps extends PastDeps {
  readonly store: BackfillStore;
  readonly gaps: GapStore;
  readonly generated: GeneratedStore;
  /** Days for which minutes are kept: older history is not read. */
  readonly retentionDays: number;
}

const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 600_000;
interface Part {
  readonly row: RunnableBackfill;
  readonly block: MinuteBlock;
  /** The source says that it made up the minutes before this one. */
  readonly generatedUntil: Minute | null;
}

interface Failed {
  readonly row: RunnableBackfill;
  readonly failure: SourceFailure;
}

/** A row ends at its own start, which may lie inside the chunk of its group. */
function toPart(row: RunnableBackfill, chunk: BackfillChunk, value: ReadValue): Part {
  const block = sliceBlock(value.block, Math.max(chunk.from, backfillStart(row)), chunk.to);
  return { row, block, generatedUntil: value.generatedUntil ?? null };
}

function sortOutcomes(chunk: BackfillChunk, outcomes: readonly Outcome<ReadValue>[]): { parts: Part[]; failed: Failed[] } {
  const parts: Part[] = [];
  const failed: Failed[] = [];
  chunk.rows.forEach((row, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok) parts.push(toPart(row, chunk, outcome.value));
    else if (outcome !== undefined) failed.push({ row, failure: outcome.failure });
  });
  return { parts: parts.sort((a, b) => a.row.streamId - b.row.streamId), failed };
}

/** The stored cursor lies within the row. */
const cursorAt = (row: RunnableBackfill, minute: Minute): Minute => Math.min(row.to, Math.max(row.from, minute));

function afterFailure({ row, failure }: Failed, nowMs: number): BackfillProgress {
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
const notStorable = (row: RunnableBackfill): BackfillProgress => ({
  id: row.id,
  cursor: cursorAt(row, row.firstMinute),
  state: "failed",
  message: "This history cannot be stored",
  retryAtMs: null,
  attempts: row.attempts,
});

/** Ends rows whose history is held already, and those that ask for more than is kept. */
function endedRows(rows: readonly RunnableBackfill[], kept: { earliest: Minute; retentionDays: number }): BackfillProgress[] {
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

/** What the source says it does not have it will not have later; what it could not tell is asked for again with the other gaps. */
const decideAt = (nowMs: number) => (_minute: Minute, _row: unknown, reason: MissingReason) => ({
  retryAtMs: isStatementOfSource(reason) ? null : nowMs,
  attempts: 0,
});

/**
 * Reads history newest first, one chunk per call, and writes it below what the streams hold. Minutes that the source does not
 * have are settled at once. Returns whether there may be more to do at once.
 */
export function makeBackfill(deps: BackfillDeps): (sourceId: string, signal: AbortSignal) => Promise<boolean> {
  const emptyRuns = makeEmptyRuns();

  function afterAnswer({ row, block }: Part): BackfillProgress {
    const message = emptyRuns.note(row.id, block, row.firstMinute);
    const state = message !== null || block.from <= row.from ? "done" : "running";
    return { id: row.id, cursor: cursorAt(row, block.from), state, message, retryAtMs: null, attempts: 0 };
  }

  async function store({ writer }: PastStep, parts: readonly Part[], progress: readonly BackfillProgress[]): Promise<void> {
    await writer.write("background", async (tx) => {
      const stored = parts.map(({ row, block }) => ({ streamId: row.streamId, block }));
      if (stored.length > 0) await tx.writeMinutes(stored, "refill");
      const nowMs = deps.databaseNowMs();
      const settled = { nowMs, uncovered: "open", decide: decideAt(nowMs) } as const;
      await settleGaps(deps.gaps, tx.scope, stored, settled);
      await markGenerated(
        deps.generated,
        tx,
        parts.map(({ row, block, generatedUntil }) => ({ streamId: row.streamId, block, generatedUntil })),
      );
      await deps.store.progress(tx.scope, progress, nowMs);
    });
  }

  /** Stores what was read; a row that cannot be stored ends without holding up the others. */
  async function storeParts(step: PastStep, parts: readonly Part[]): Promise<void> {
    const progress = new Map(parts.map((part) => [part, afterAnswer(part)]));
    const refused = await storeApart(parts, {
      store: (some) =>
        store(
          step,
          some,
          some.flatMap((part) => progress.get(part) ?? []),
        ),
      checkStore: () => checkStore(step),
    });
    for (const { error } of refused) deps.onError(error);
    if (refused.length > 0)
      await store(
        step,
        [],
        refused.map(({ item }) => notStorable(item.row)),
      );
  }

  async function read(step: PastStep, chunk: BackfillChunk, signal: AbortSignal): Promise<boolean> {
    const { sourceId, handle } = step;
    const items = chunk.rows.map(({ query, probe }) => ({ query, probe }));
    const outcomes = await handle.source.read({ items, from: chunk.from, to: chunk.to, purpose: "backfill" }, signal);
    if (signal.aborted) return false;
    const { parts, failed } = sortOutcomes(chunk, outcomes);
    const failures = failed.map(({ failure }) => failure);
    const isShortened = shortened(deps, { sourceId, minutes: chunk.to - chunk.from }, failures);
    if (failed.length === 0) deps.limit.managed(sourceId);
    await storeParts(step, parts);
    const nowMs = deps.databaseNowMs();
    if (failed.length > 0 && !isShortened)
      await store(
        step,
        [],
        failed.map((each) => afterFailure(each, nowMs)),
      );
    return true;
  }

  async function finish(step: PastStep, rows: readonly RunnableBackfill[], earliest: Minute): Promise<void> {
    const ended = endedRows(rows, { earliest, retentionDays: deps.retentionDays });
    if (ended.length > 0) await store(step, [], ended);
  }

  return async (sourceId, signal) => {
    const connection = await deps.handles.get(sourceId);
    if (!connection.ok) return false;
    const handle = connection.value;
    const step = { sourceId, handle, writer: deps.writer.inThisTerm() };
    const earliest = keptFrom(deps.databaseNowMs(), deps.retentionDays);
    const { ready: rows } = await deps.queries.ready(handle, await deps.store.runnable(sourceId, deps.databaseNowMs()));
    await finish(step, rows, earliest);
    const chunkMinutes = (row: RunnableBackfill) => deps.limit.limited(sourceId, handle.backfillChunkMinutes(row.probe));
    const chunk = nextBackfillChunk(
      rows.map((row) => ({ ...row, from: Math.max(row.from, earliest) })),
      chunkMinutes,
    );
    return chunk === null ? false : read(step, chunk, signal);
  };
}
