import type { Minute, MissingReason } from "@solvent/domain";
import type { MinuteTransaction, StreamHead, TransactionScope, WriteReceipt } from "../../usecases/minutes/minute-store.ts";
import type { EvaluatorMetrics } from "../shared/evaluator-metrics.ts";
import { type GeneratedStore, markGenerated } from "../shared/mark-generated.ts";
import type { StreamWrite } from "./stream-write.ts";

export interface ClampStore {
  /** Adds to the count of minutes whose good was cut to total. */
  addClamped(scope: TransactionScope, streams: readonly { readonly streamId: number; readonly minutes: number }[]): Promise<void>;
}

/** A stream whose watermark moved. */
export interface MovedHead extends StreamHead {
  /** The watermark until now. */
  readonly before: Minute;
}

/** Judges the rules of the objectives that read these streams, at the streams' new watermarks. */
export type JudgeStreams = (
  tx: MinuteTransaction,
  heads: readonly MovedHead[],
  /** Why the newest minute of a stream is missing; streams whose newest minute is known are left out. */
  silences: ReadonlyMap<number, MissingReason>,
) => Promise<void>;

export interface StoreBatchDeps {
  readonly clamps: ClampStore;
  readonly generated: GeneratedStore;
  readonly metrics: EvaluatorMetrics;
}

export interface Stretch {
  readonly streamId: number;
  readonly from: Minute;
  readonly to: Minute;
  readonly reason: MissingReason;
}

/** Stretches of equal reason among the minutes of a write. Those that are open already stay as they are. */
export function missingStretches({ streamId, block }: Pick<StreamWrite, "streamId" | "block">): Stretch[] {
  const stretches: Stretch[] = [];
  block.missing.forEach((reason, i) => {
    const minute = block.from + i;
    const last = stretches.at(-1);
    if (reason === null) return;
    if (last !== undefined && last.to === minute && last.reason === reason) stretches[stretches.length - 1] = { ...last, to: minute + 1 };
    else stretches.push({ streamId, from: minute, to: minute + 1, reason });
  });
  return stretches;
}

/** Heads whose watermark moved: only these are judged, once per watermark, because the move commits with the verdict. */
function movedHeads(writes: readonly StreamWrite[], receipt: WriteReceipt): MovedHead[] {
  const before = new Map(writes.map((write) => [write.streamId, write.watermark]));
  return receipt.heads
    .map((head) => ({ ...head, before: before.get(head.streamId) ?? Number.POSITIVE_INFINITY }))
    .filter((head) => head.watermark > head.before);
}

const silencesOf = (writes: readonly StreamWrite[]): Map<number, MissingReason> =>
  new Map(
    writes.flatMap(({ streamId, block }) => {
      const reason = block.missing.at(-1) ?? null;
      return reason === null ? [] : [[streamId, reason] as const];
    }),
  );

/** Counts what the commit made true; called after it. */
function report(metrics: EvaluatorMetrics, writes: readonly StreamWrite[], receipt: WriteReceipt): void {
  metrics.corrections(receipt.corrected.reduce((sum, { minutes }) => sum + minutes, 0));
  metrics.ingestClamped(writes.reduce((sum, { clampedMinutes }) => sum + clampedMinutes, 0));
}

/** One transaction of a tick: minutes, watermarks, gaps and verdicts of a batch of streams, or nothing. */
export const makeStoreBatch =
  (deps: StoreBatchDeps) =>
  (batch: { readonly writes: readonly StreamWrite[]; readonly judge: JudgeStreams }) =>
  async (tx: MinuteTransaction): Promise<() => void> => {
    const { writes } = batch;
    const receipt = await tx.writeMinutes(writes);
    const stretches = writes.flatMap(missingStretches);
    if (stretches.length > 0) await tx.openGaps(stretches);
    const clamped = writes
      .filter((write) => write.clampedMinutes > 0)
      .map((write) => ({ streamId: write.streamId, minutes: write.clampedMinutes }));
    if (clamped.length > 0) await deps.clamps.addClamped(tx.scope, clamped);
    await markGenerated(deps.generated, tx, writes);
    await batch.judge(tx, movedHeads(writes, receipt), silencesOf(writes));
    return () => report(deps.metrics, writes, receipt);
  };
