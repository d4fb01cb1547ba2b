import { blockEnd, type Minute, type MinuteBlock, type MissingReason } from "@solvent/domain";
import type { Outcome, ReadValue } from "@solvent/metric-sources";
import type { StreamHead } from "../../usecases/minutes/minute-store.ts";
import { isStatementOfSource, toMissingReason } from "../shared/missing-reason.ts";

/** One stream of a read that began at `from`. */
export interface StreamRead {
  readonly head: StreamHead;
  readonly from: Minute;
}

/** One stream's part of a tick: what is stored, and where its new minutes begin. */
export interface StreamWrite {
  readonly streamId: number;
  readonly block: MinuteBlock;
  /** The watermark before the write. */
  readonly watermark: Minute;
  /** Minutes at or after the watermark where good was cut to total. */
  readonly clampedMinutes: number;
  /** The source made up the counts before this minute; null: none. */
  readonly generatedUntil: Minute | null;
}

export const missingBlock = (from: Minute, to: Minute, reason: MissingReason): MinuteBlock => {
  const length = to - from;
  return {
    from,
    good: new Array<number>(length).fill(0),
    total: new Array<number>(length).fill(0),
    missing: new Array<MissingReason>(length).fill(reason),
  };
};

/** Minutes [from, to) of a block that holds them. */
export const sliceBlock = (block: MinuteBlock, from: Minute, to: Minute): MinuteBlock => ({
  from,
  good: block.good.slice(from - block.from, to - block.from),
  total: block.total.slice(from - block.from, to - block.from),
  missing: block.missing.slice(from - block.from, to - block.from),
});

const concat = (a: MinuteBlock, b: MinuteBlock): MinuteBlock => ({
  from: a.from,
  good: [...a.good, ...b.good],
  total: [...a.total, ...b.total],
  missing: [...a.missing, ...b.missing],
});

/** Puts missing minutes before a block that starts after the watermark. */
const withHole = (block: MinuteBlock, watermark: Minute): MinuteBlock =>
  block.from <= watermark ? block : concat(missingBlock(watermark, block.from, "not-read"), block);

/** First minute of the re-read part from which the answer may replace what is stored: a source that could not tell changes nothing. */
function firstTrusted(block: MinuteBlock, watermark: Minute): Minute {
  const inside = Math.min(watermark, blockEnd(block));
  for (let minute = inside - 1; minute >= block.from; minute--) {
    const reason = block.missing[minute - block.from] ?? null;
    if (reason !== null && !isStatementOfSource(reason)) return minute + 1;
  }
  return block.from;
}

/** End of what is written: missing minutes at the end wait until they are overdue, they may still be on their way. */
function writtenEnd(block: MinuteBlock, overdueEnd: Minute): Minute {
  let end = blockEnd(block);
  while (end > block.from && end > overdueEnd && block.missing[end - 1 - block.from] !== null) end--;
  return end;
}

function fromFailure(read: StreamRead, reason: MissingReason, overdueEnd: Minute): MinuteBlock | null {
  const { watermark } = read.head;
  const from = Math.min(Math.max(watermark, read.from), overdueEnd);
  return overdueEnd > watermark ? withHole(missingBlock(from, overdueEnd, reason), watermark) : null;
}

function fromAnswer(head: StreamHead, answer: MinuteBlock, overdueEnd: Minute): MinuteBlock | null {
  const from = Math.max(head.firstMinute, firstTrusted(answer, head.watermark));
  const to = writtenEnd(answer, overdueEnd);
  if (to <= from) return null;
  return withHole(sliceBlock(answer, from, to), head.watermark);
}

/**
 * What one stream's answer makes of the store, null when nothing. Missing is never zero: a failed read writes missing minutes
 * once they are overdue, and leaves alone what an earlier read has stored.
 */
export function toStreamWrite(read: StreamRead, outcome: Outcome<ReadValue>, overdueEnd: Minute): StreamWrite | null {
  const { head } = read;
  const block = outcome.ok
    ? fromAnswer(head, outcome.value.block, overdueEnd)
    : fromFailure(read, toMissingReason(outcome.failure.class), overdueEnd);
  if (block === null) return null;
  const clampedMinutes = outcome.ok ? Math.min(outcome.value.clampedMinutes, Math.max(0, blockEnd(block) - head.watermark)) : 0;
  const generatedUntil = outcome.ok ? (outcome.value.generatedUntil ?? null) : null;
  return { streamId: head.streamId, block, watermark: head.watermark, clampedMinutes, generatedUntil };
}
