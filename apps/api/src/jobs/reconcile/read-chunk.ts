import type { Outcome, ReadValue, SourceFailure } from "@solvent/metric-sources";
import type { RefilledMarker } from "../refill/refill.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import { checkStore, type PastDeps, type PastStep, shortened } from "../shared/past-reading.ts";
import { storeApart } from "../shared/store-apart.ts";
import { sliceBlock } from "../tick/stream-write.ts";
import type { PassChunk } from "./reconcile-pass.ts";
import { type AnsweredAgain, storeAgain } from "./store-again.ts";

export interface ReadChunkDeps extends Pick<PastDeps, "limit" | "onError"> {
  readonly refilled: RefilledMarker;
  readonly metrics: EvaluatorMetrics;
}

export interface ReconcileStep extends PastStep {
  readonly signal: AbortSignal;
}

/** What came of reading a stretch again. */
export interface ChunkResult {
  /** It was asked for too much at once: the same stretch comes again, in shorter pieces. */
  readonly isShortened: boolean;
  /** Some stream could be read. */
  readonly isAnswered: boolean;
  readonly failedIds: readonly number[];
}

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

async function ask({ handle, signal }: ReconcileStep, chunk: PassChunk): Promise<Sorted> {
  const items = chunk.parts.map(({ stream: { query, probe } }) => ({ query, probe }));
  return sortAnswers(chunk, await handle.source.read({ items, from: chunk.from, to: chunk.to, purpose: "refill" }, signal));
}

/** Minutes that cannot be stored hold up no others. */
async function store(deps: ReadChunkDeps, { writer }: ReconcileStep, answered: readonly AnsweredAgain[]): Promise<void> {
  const refused = await storeApart(answered, {
    store: async (some) => {
      const { changed } = await writer.write("background", (tx) => storeAgain({ tx, refilled: deps.refilled, cause: "reconcile" }, some));
      deps.metrics.corrections(changed);
    },
    checkStore: () => checkStore({ writer }),
  });
  for (const { error } of refused) deps.onError(error);
}

/** Reads a stretch of a pass again and stores the differences as corrections. Null: it was stopped meanwhile, nothing is stored. */
export async function readChunk(deps: ReadChunkDeps, step: ReconcileStep, chunk: PassChunk): Promise<ChunkResult | null> {
  const { sourceId, signal } = step;
  const { answered, failed } = await ask(step, chunk);
  if (signal.aborted) return null;
  if (failed.length === 0) deps.limit.managed(sourceId);
  await store(deps, step, answered);
  const failures = failed.map(({ failure }) => failure);
  return {
    isShortened: shortened(deps, { sourceId, minutes: chunk.to - chunk.from }, failures),
    isAnswered: answered.length > 0,
    failedIds: failed.map(({ streamId }) => streamId),
  };
}
