import { type Minute, minuteOfMs } from "@solvent/domain";
import type { Outcome, ReadValue, SourceFailure } from "@solvent/metric-sources";
import type { RefilledMarker } from "../refill/refill.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import { checkStore, MOST_WINDOW_MINUTES, type PastDeps, type PastStep, shortened } from "../shared/past-reading.ts";
import { storeApart } from "../shared/store-apart.ts";
import { sliceBlock } from "../tick/stream-write.ts";
import { nextChunk, nextPass, type PassChunk, type ReconcilePass, restMs } from "./reconcile-pass.ts";
import type { ReconcileStore, StoredStream } from "./reconcile-store.ts";
import { type AnsweredAgain, storeAgain } from "./store-again.ts";

export interface ReconcileDeps extends PastDeps {
  readonly store: ReconcileStore;
  readonly refilled: RefilledMarker;
  readonly metrics: EvaluatorMetrics;
  readonly monotonicMs: () => number;
}

export interface Reconcile {
  /** Sources that are not to rest now. */
  sources(): Promise<readonly string[]>;
  /** Reads one stretch. Never asks to be called again at once. */
  step(sourceId: string, signal: AbortSignal): Promise<false>;
}

/** What is under way at a source. Kept in memory: another process, or this one after a restart, begins the pass again. */
interface Turn {
  readonly pass: ReconcilePass | null;
  readonly notBeforeMs: number;
}

interface Step extends PastStep {
  readonly signal: AbortSignal;
}

const MOST_DUE = 2_000;
const LOOK_EVERY_MS = 60_000;
/** Of a source that failed, and of a stream that could not be read while others could. */
const AFTER_FAILURE_MS = 600_000;
const STREAM_REST_MS = 3_600_000;

interface Sorted {
  readonly answered: readonly AnsweredAgain[];
  readonly failed: readonly { readonly streamId: number; readonly failure: SourceFailure }[];
}

function sortAnswers({ parts }: PassChunk, outcomes: readonly Outcome<ReadValue>[]): Sorted {
  const answered: AnsweredAgain[] = [];
  const failed: { streamId: number; failure: SourceFailure }[] = [];
  parts.forEach(({ stream: { streamId }, from, to }, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok) answered.push({ streamId, block: sliceBlock(outcome.value.block, from, to) });
    else if (outcome !== undefined) failed.push({ streamId, failure: outcome.failure });
  });
  return { answered, failed };
}

/**
 * Looks for late data beyond the settle window: reads what is stored again, the last day each hour and the last week each day, newest
 * first, in stretches with pauses between them. Differences are stored as corrections. Rules are not judged, see ADR 0006.
 */
export function makeReconcile(deps: ReconcileDeps): Reconcile {
  const turns = new Map<string, Turn>();
  const resting = new Map<number, number>();
  let lookedMs = Number.NEGATIVE_INFINITY;

  const now = (): Minute => minuteOfMs(deps.databaseNowMs());
  const rest = (sourceId: string, pass: ReconcilePass | null, ms: number) =>
    turns.set(sourceId, { pass, notBeforeMs: deps.monotonicMs() + ms });

  async function begin({ sourceId, handle, writer }: Step): Promise<ReconcilePass | null> {
    await writer.write("background", (tx) => deps.store.plan(tx.scope, sourceId, now()));
    const due = await deps.store.due(sourceId, now(), MOST_DUE);
    for (const [streamId, untilMs] of resting) if (untilMs <= deps.monotonicMs()) resting.delete(streamId);
    const { ready } = await deps.queries.ready(
      handle,
      due.filter(({ streamId }) => !resting.has(streamId)),
    );
    return nextPass(
      ready,
      { settleMinutes: handle.settleMinutes, chunkMinutes: (stream) => handle.backfillChunkMinutes(stream.probe) },
      now(),
    );
  }

  /** Ends the pass: its streams are due again later. */
  async function finish({ sourceId, writer }: Step, pass: ReconcilePass, streams: readonly StoredStream[]): Promise<void> {
    const ids = streams.map(({ streamId }) => streamId);
    await writer.write("background", (tx) => deps.store.done(tx.scope, ids, pass));
    rest(sourceId, null, 0);
  }

  async function read({ handle, signal }: Step, chunk: PassChunk): Promise<Sorted> {
    const items = chunk.parts.map(({ stream: { query, probe } }) => ({ query, probe }));
    return sortAnswers(chunk, await handle.source.read({ items, from: chunk.from, to: chunk.to, purpose: "refill" }, signal));
  }

  /** Minutes that cannot be stored hold up no others. */
  async function store({ writer }: Step, answered: readonly AnsweredAgain[]): Promise<void> {
    const refused = await storeApart(answered, {
      store: async (some) => {
        const { changed } = await writer.write("background", (tx) => storeAgain({ tx, refilled: deps.refilled, cause: "reconcile" }, some));
        deps.metrics.corrections(changed);
      },
      checkStore: () => checkStore({ writer }),
    });
    for (const { error } of refused) deps.onError(error);
  }

  async function readChunk(step: Step, pass: ReconcilePass, chunk: PassChunk): Promise<void> {
    const { sourceId } = step;
    const startedMs = deps.monotonicMs();
    const { answered, failed } = await read(step, chunk);
    if (step.signal.aborted) return;
    if (failed.length === 0) deps.limit.managed(sourceId);
    await store(step, answered);
    const pause = restMs(chunk, deps.monotonicMs() - startedMs);
    const failures = failed.map(({ failure }) => failure);
    if (shortened(deps, { sourceId, minutes: chunk.to - chunk.from }, failures)) return void rest(sourceId, pass, pause);
    if (answered.length === 0) return void rest(sourceId, null, AFTER_FAILURE_MS);
    for (const { streamId } of failed) resting.set(streamId, deps.monotonicMs() + STREAM_REST_MS);
    const left = pass.streamIds.filter((id) => !failed.some(({ streamId }) => streamId === id));
    rest(sourceId, { ...pass, streamIds: left, cursor: chunk.from }, pause);
  }

  async function goOn(step: Step, pass: ReconcilePass): Promise<void> {
    const { sourceId, handle } = step;
    const present = await deps.store.present(sourceId, pass.streamIds);
    const { ready } = await deps.queries.ready(handle, present);
    const shortest = Math.min(MOST_WINDOW_MINUTES, ...ready.map(({ probe }) => handle.backfillChunkMinutes(probe)));
    const windowMinutes = deps.limit.limited(sourceId, shortest);
    const chunk = nextChunk(pass, ready, { settleMinutes: handle.settleMinutes, windowMinutes });
    if (ready.length === 0) turns.delete(sourceId);
    else if (chunk === null) await finish(step, pass, ready);
    else await readChunk(step, pass, chunk);
  }

  return {
    async sources() {
      const nowMs = deps.monotonicMs();
      if (nowMs - lookedMs >= LOOK_EVERY_MS) {
        lookedMs = nowMs;
        for (const sourceId of await deps.store.sourcesToReconcile(now())) if (!turns.has(sourceId)) rest(sourceId, null, 0);
      }
      return [...turns].flatMap(([sourceId, { notBeforeMs }]) => (notBeforeMs <= nowMs ? [sourceId] : []));
    },
    async step(sourceId, signal) {
      const pass = turns.get(sourceId)?.pass ?? null;
      const connection = await deps.handles.get(sourceId);
      // What such a source has told does not change afterwards.
      if (!connection.ok || connection.value.settleMinutes === 0) {
        rest(sourceId, null, STREAM_REST_MS);
        return false;
      }
      const step = { sourceId, handle: connection.value, writer: deps.writer.inThisTerm(), signal };
      const present = pass ?? (await begin(step));
      if (present === null) turns.delete(sourceId);
      else await goOn(step, present);
      return false;
    },
  };
}
