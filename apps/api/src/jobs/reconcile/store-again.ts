import { blockEnd, type MinuteBlock } from "@solvent/domain";
import type { CorrectionCause, MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { RefilledMarker } from "../refill/refill.ts";
import { missingStretches } from "../tick/store-batch.ts";
import { sliceBlock } from "../tick/stream-write.ts";
import { mergeAnswer } from "./merge-answer.ts";

/** Minutes of a stream, all of them stored, as its source tells them now. */
export interface AnsweredAgain {
  readonly streamId: number;
  readonly block: MinuteBlock;
}

export interface StoredAgain {
  /** Minutes that are stored otherwise now. */
  readonly changed: number;
  /** Known minutes of which the source has nothing any more. */
  readonly kept: number;
}

interface Again {
  readonly streamId: number;
  readonly block: MinuteBlock;
  readonly kept: number;
  /** Stretches that the answer has taken back; their gaps are opened. */
  readonly retracted: ReturnType<typeof missingStretches>;
}

const isComplete = ({ missing }: MinuteBlock): boolean => missing.every((reason) => reason === null);

/** Only what is stored as missing by this write, not what was missing before. */
function retractedStretches(streamId: number, block: MinuteBlock, stored: MinuteBlock): Again["retracted"] {
  const missing = block.missing.map((reason, i) => (stored.missing[i] === null ? reason : null));
  return missingStretches({ streamId, block: { ...block, missing } });
}

async function mergeStored(tx: MinuteTransaction, { streamId, block }: AnsweredAgain): Promise<Again> {
  if (isComplete(block)) return { streamId, block, kept: 0, retracted: [] };
  const stored = await tx.minutesBetween(streamId, block.from, blockEnd(block));
  // Old minutes may have been dropped meanwhile.
  const answer = sliceBlock(block, stored.from, blockEnd(stored));
  const merged = mergeAnswer(answer, stored);
  return { streamId, ...merged, retracted: retractedStretches(streamId, merged.block, stored) };
}

/**
 * Stores minutes that were read again, as corrections. What becomes known of them is marked as filled after the fact, so that it pages
 * nobody and is looked through for past breaches. Nobody else may be changing these minutes: the caller keeps out of the settle window,
 * and writing in the background is done one after the other.
 */
export async function storeAgain(
  { tx, refilled, cause }: { readonly tx: MinuteTransaction; readonly refilled: RefilledMarker; readonly cause: CorrectionCause },
  answered: readonly AnsweredAgain[],
): Promise<StoredAgain> {
  const merged: Again[] = [];
  for (const each of answered) merged.push(await mergeStored(tx, each));
  const writes = merged.filter(({ block }) => block.good.length > 0).sort((a, b) => a.streamId - b.streamId);
  if (writes.length === 0) return { changed: 0, kept: 0 };
  const receipt = await tx.writeMinutes(
    writes.map(({ streamId, block }) => ({ streamId, block })),
    cause,
  );
  const changed = new Set(receipt.corrected.map(({ streamId }) => streamId));
  const stretches = writes.flatMap(({ streamId, block }) =>
    changed.has(streamId) ? [{ streamId, from: block.from, to: blockEnd(block) }] : [],
  );
  if (stretches.length > 0) await refilled.markRefilled(tx.scope, stretches);
  const retracted = writes.flatMap((write) => write.retracted);
  if (retracted.length > 0) await tx.openGaps(retracted);
  return {
    changed: receipt.corrected.reduce((sum, { minutes }) => sum + minutes, 0),
    kept: writes.reduce((sum, { kept }) => sum + kept, 0),
  };
}
