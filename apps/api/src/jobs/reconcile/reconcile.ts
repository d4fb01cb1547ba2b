import { type Minute, minuteOfMs } from "@solvent/domain";
import { MOST_WINDOW_MINUTES, type PastDeps } from "../shared/past-reading.ts";
import { type ReadChunkDeps, type ReconcileStep, readChunk } from "./read-chunk.ts";
import { nextChunk, nextPass, type PassChunk, type ReconcilePass, restMs } from "./reconcile-pass.ts";
import type { ReconcileStore, StoredStream } from "./reconcile-store.ts";
import { makeReconcileTurns } from "./reconcile-turns.ts";

export interface ReconcileDeps extends PastDeps, ReadChunkDeps {
  readonly store: ReconcileStore;
  readonly monotonicMs: () => number;
}

export interface Reconcile {
  /** Sources that are not to rest now. */
  sources(): Promise<readonly string[]>;
  /** Reads one stretch. Never asks to be called again at once. */
  step(sourceId: string, signal: AbortSignal): Promise<false>;
}

const MOST_DUE = 2_000;
const LOOK_EVERY_MS = 60_000;
/** Of a source of which nothing could be read, and of one that cannot be asked or need not be. */
const AFTER_FAILURE_MS = 600_000;
const UNASKED_MS = 3_600_000;

/**
 * Looks for late data beyond the settle window: reads what is stored again, the last day each hour and the last week each day, newest
 * first, in stretches with pauses between them. Differences are stored as corrections. Rules are not judged, see ADR 0006.
 */
export function makeReconcile(deps: ReconcileDeps): Reconcile {
  const turns = makeReconcileTurns(deps.monotonicMs);
  let lookedMs = Number.NEGATIVE_INFINITY;

  const now = (): Minute => minuteOfMs(deps.databaseNowMs());

  async function begin({ sourceId, handle, writer }: ReconcileStep): Promise<ReconcilePass | null> {
    await writer.write("background", (tx) => deps.store.plan(tx.scope, sourceId, now()));
    const due = await deps.store.due(sourceId, now(), MOST_DUE);
    const { ready } = await deps.queries.ready(handle, turns.withoutResting(due));
    return nextPass(
      ready,
      { settleMinutes: handle.settleMinutes, chunkMinutes: (stream) => handle.backfillChunkMinutes(stream.probe) },
      now(),
    );
  }

  /** Ends the pass: its streams are due again later. */
  async function finish({ sourceId, writer }: ReconcileStep, pass: ReconcilePass, streams: readonly StoredStream[]): Promise<void> {
    const ids = streams.map(({ streamId }) => streamId);
    await writer.write("background", (tx) => deps.store.done(tx.scope, ids, pass));
    turns.goOn(sourceId, null, 0);
  }

  async function read(step: ReconcileStep, pass: ReconcilePass, chunk: PassChunk): Promise<void> {
    const { sourceId } = step;
    const startedMs = deps.monotonicMs();
    const result = await readChunk(deps, step, chunk);
    if (result === null) return;
    const pause = restMs(chunk, deps.monotonicMs() - startedMs);
    const { failedIds, isAnswered, isShortened } = result;
    if (isShortened) return turns.goOn(sourceId, pass, pause);
    if (!isAnswered) return turns.goOn(sourceId, null, AFTER_FAILURE_MS);
    turns.restStreams(failedIds);
    const left = pass.streamIds.filter((id) => !failedIds.includes(id));
    turns.goOn(sourceId, { ...pass, streamIds: left, cursor: chunk.from }, pause);
  }

  async function goOn(step: ReconcileStep, pass: ReconcilePass): Promise<void> {
    const { sourceId, handle } = step;
    const present = await deps.store.present(sourceId, pass.streamIds);
    const { ready } = await deps.queries.ready(handle, present);
    const shortest = Math.min(MOST_WINDOW_MINUTES, ...ready.map(({ probe }) => handle.backfillChunkMinutes(probe)));
    const windowMinutes = deps.limit.limited(sourceId, shortest);
    const chunk = nextChunk(pass, ready, { settleMinutes: handle.settleMinutes, windowMinutes });
    if (ready.length === 0) turns.end(sourceId);
    else if (chunk === null) await finish(step, pass, ready);
    else await read(step, pass, chunk);
  }

  return {
    async sources() {
      const nowMs = deps.monotonicMs();
      if (nowMs - lookedMs >= LOOK_EVERY_MS) {
        lookedMs = nowMs;
        turns.give(await deps.store.sourcesToReconcile(now()));
      }
      return turns.ready();
    },
    async step(sourceId, signal) {
      const connection = await deps.handles.get(sourceId);
      // What such a source has told does not change afterwards.
      if (!connection.ok || connection.value.settleMinutes === 0) {
        turns.goOn(sourceId, null, UNASKED_MS);
        return false;
      }
      const step = { sourceId, handle: connection.value, writer: deps.writer.inThisTerm(), signal };
      const pass = turns.passOf(sourceId) ?? (await begin(step));
      if (pass === null) turns.end(sourceId);
      else await goOn(step, pass);
      return false;
    },
  };
}
