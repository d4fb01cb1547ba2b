import type { Outcome, ReadValue } from "@solvent/metric-sources";
import { type PastDeps, type PastStep, shortened } from "../shared/past-reading.ts";
import { sliceBlock } from "../tick/stream-write.ts";
import { keptFrom } from "../upkeep/retention.ts";
import { type BackfillChunk, backfillStart, nextBackfillChunk } from "./backfill-chunk.ts";
import type { BackfillStore, RunnableBackfill } from "./backfill-store.ts";
import { afterFailure, endedRows, type FailedRow } from "./row-outcomes.ts";
import { makeStoreHistory, type ReadPart, type StoreHistoryDeps } from "./store-history.ts";

export interface BackfillDeps extends PastDeps, StoreHistoryDeps {
  readonly store: BackfillStore;
  /** Days for which minutes are kept: older history is not read. */
  readonly retentionDays: number;
}

/** A row ends at its own start, which may lie inside the chunk of its group. */
function toPart(row: RunnableBackfill, chunk: BackfillChunk, value: ReadValue): ReadPart {
  const block = sliceBlock(value.block, Math.max(chunk.from, backfillStart(row)), chunk.to);
  return { row, block, generatedUntil: value.generatedUntil ?? null };
}

function sortOutcomes(chunk: BackfillChunk, outcomes: readonly Outcome<ReadValue>[]): { parts: ReadPart[]; failed: FailedRow[] } {
  const parts: ReadPart[] = [];
  const failed: FailedRow[] = [];
  chunk.rows.forEach((row, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok) parts.push(toPart(row, chunk, outcome.value));
    else if (outcome !== undefined) failed.push({ row, failure: outcome.failure });
  });
  return { parts: parts.sort((a, b) => a.row.streamId - b.row.streamId), failed };
}

/**
 * Reads history newest first, one chunk per call, and writes it below what the streams hold. Minutes that the source does not
 * have are settled at once. Returns whether there may be more to do at once.
 */
export function makeBackfill(deps: BackfillDeps): (sourceId: string, signal: AbortSignal) => Promise<boolean> {
  const store = makeStoreHistory(deps);

  async function read(step: PastStep, chunk: BackfillChunk, signal: AbortSignal): Promise<boolean> {
    const { sourceId, handle } = step;
    const items = chunk.rows.map(({ query, probe }) => ({ query, probe }));
    const outcomes = await handle.source.read({ items, from: chunk.from, to: chunk.to, purpose: "backfill" }, signal);
    if (signal.aborted) return false;
    const { parts, failed } = sortOutcomes(chunk, outcomes);
    const failures = failed.map(({ failure }) => failure);
    const isShortened = shortened(deps, { sourceId, minutes: chunk.to - chunk.from }, failures);
    if (failed.length === 0) deps.limit.managed(sourceId);
    await store.parts(step, parts);
    if (isShortened) return true;
    const nowMs = deps.databaseNowMs();
    await store.progress(
      step,
      failed.map((each) => afterFailure(each, nowMs)),
    );
    return true;
  }

  return async (sourceId, signal) => {
    const connection = await deps.handles.get(sourceId);
    if (!connection.ok) return false;
    const handle = connection.value;
    const step = { sourceId, handle, writer: deps.writer.inThisTerm() };
    const { retentionDays } = deps;
    const earliest = keptFrom(deps.databaseNowMs(), retentionDays);
    const { ready: rows } = await deps.queries.ready(handle, await deps.store.runnable(sourceId, deps.databaseNowMs()));
    await store.progress(step, endedRows(rows, { earliest, retentionDays }));
    const chunkMinutes = (row: RunnableBackfill) => deps.limit.limited(sourceId, handle.backfillChunkMinutes(row.probe));
    const chunk = nextBackfillChunk(
      rows.map((row) => ({ ...row, from: Math.max(row.from, earliest) })),
      chunkMinutes,
    );
    return chunk === null ? false : read(step, chunk, signal);
  };
}
