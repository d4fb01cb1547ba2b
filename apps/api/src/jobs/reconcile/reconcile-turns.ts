import type { ReconcilePass } from "./reconcile-pass.ts";

interface Turn {
  readonly pass: ReconcilePass | null;
  readonly notBeforeMs: number;
}

/**
 * What is under way at each source, and what is left in peace for a while. Kept in memory: another process, or this one after a restart,
 * begins its passes again.
 */
export interface ReconcileTurns {
  /** A turn that begins at once, for those of the sources that have none. */
  give(sourceIds: readonly string[]): void;
  /** The source has no turn until it is given another one. */
  end(sourceId: string): void;
  /** After so long the source goes on with this pass; with null it begins a new one. */
  goOn(sourceId: string, pass: ReconcilePass | null, afterMs: number): void;
  passOf(sourceId: string): ReconcilePass | null;
  /** Sources with a turn that are not to rest now. */
  ready(): readonly string[];
  restStreams(streamIds: readonly number[]): void;
  withoutResting<T extends { readonly streamId: number }>(streams: readonly T[]): readonly T[];
}

/** Of a stream that could not be read while others could. */
const STREAM_REST_MS = 3_600_000;

export function makeReconcileTurns(monotonicMs: () => number): ReconcileTurns {
  const turns = new Map<string, Turn>();
  const resting = new Map<number, number>();

  const goOn = (sourceId: string, pass: ReconcilePass | null, afterMs: number): void =>
    void turns.set(sourceId, { pass, notBeforeMs: monotonicMs() + afterMs });

  return {
    goOn,
    give(sourceIds) {
      for (const sourceId of sourceIds) if (!turns.has(sourceId)) goOn(sourceId, null, 0);
    },
    end: (sourceId) => void turns.delete(sourceId),
    passOf: (sourceId) => turns.get(sourceId)?.pass ?? null,
    ready: () => [...turns].flatMap(([sourceId, { notBeforeMs }]) => (notBeforeMs <= monotonicMs() ? [sourceId] : [])),
    restStreams(streamIds) {
      for (const streamId of streamIds) resting.set(streamId, monotonicMs() + STREAM_REST_MS);
    },
    withoutResting(streams) {
      for (const [streamId, untilMs] of resting) if (untilMs <= monotonicMs()) resting.delete(streamId);
      return streams.filter(({ streamId }) => !resting.has(streamId));
    },
  };
}
