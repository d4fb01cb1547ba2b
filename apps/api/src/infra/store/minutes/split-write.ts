import { MINUTES_PER_HOUR, type Minute } from "@solvent/domain";
import type { StreamHead, StreamMinutes, WrittenBlock } from "../../../usecases/minutes/minute-store.ts";
import { MinuteStoreCorruptError, MinuteWriteError } from "./errors.ts";

/** Minutes [from, to) of one stream to take from a block; those that the block does not have are missing. */
export interface Piece {
  readonly streamId: number;
  readonly block: WrittenBlock;
  readonly from: Minute;
  readonly to: Minute;
}

/** A write cut at the bounds of what the stream covers, and the coverage it leads to. */
export interface SplitWrite {
  readonly head: StreamHead;
  readonly newHead: StreamHead;
  /** Before the coverage. Starts at a whole hour. */
  readonly before: Piece | null;
  readonly inside: Piece | null;
  /** From the watermark on. */
  readonly after: Piece | null;
}

/** Last minute that 32 bits hold, of the year 6053. */
const MAX_MINUTE = 2 ** 31 - 1;

/** Throws MinuteWriteError when a block is no block, or a stream has two. */
export function checkWrites(writes: readonly StreamMinutes[]): void {
  const seen = new Set<number>();
  for (const { streamId, block } of writes) {
    if (seen.has(streamId)) throw new MinuteWriteError(`stream ${streamId} has two blocks in one write`);
    seen.add(streamId);
    checkBlock(streamId, block);
  }
}

/**
 * Cuts a block that has minutes at the bounds of the coverage. Coverage starts at a whole hour: a block that begins inside an hour
 * before it brings the minutes from the whole hour on as missing. Minutes before those that are kept are as they are for good: of them
 * nothing is written. Throws MinuteWriteError when a hole would remain.
 */
export function splitWrite({ streamId, block }: StreamMinutes, stored: StreamHead): SplitWrite {
  const end = block.from + block.good.length;
  if (block.from > stored.watermark || end < stored.firstMinute)
    throw new MinuteWriteError(
      `stream ${streamId}: the block [${block.from}, ${end}) leaves a hole beside the minutes [${stored.firstMinute}, ${stored.watermark}) that are stored`,
    );
  const isEmpty = stored.firstMinute === stored.watermark;
  if (!isEmpty && stored.firstMinute !== startOfHour(stored.firstMinute))
    throw new MinuteStoreCorruptError(`stream ${streamId} has its first minute ${stored.firstMinute} inside an hour`);
  const keptFrom = stored.minutesFrom ?? 0;
  const start = keptFrom > stored.firstMinute ? stored.firstMinute : startOfHour(Math.min(stored.firstMinute, block.from));
  // A stream without minutes has no anchor to keep: the block is its history from the start.
  const head = isEmpty ? { ...stored, firstMinute: start, watermark: start } : stored;
  const { firstMinute, watermark } = head;
  const piece = (from: Minute, to: Minute): Piece | null => (from < to ? { streamId, block, from, to } : null);
  return {
    head,
    newHead: { ...stored, firstMinute: start, watermark: Math.max(watermark, end) },
    before: piece(start, firstMinute),
    inside: piece(Math.max(block.from, firstMinute, keptFrom), Math.min(end, watermark)),
    after: piece(watermark, end),
  };
}

export const startOfHour = (minute: Minute): Minute => minute - (minute % MINUTES_PER_HOUR);

function checkBlock(streamId: number, { from, good, total, missing }: WrittenBlock): void {
  const at = `stream ${streamId}: block.`;
  if (!Number.isSafeInteger(from) || from < 0 || from + good.length > MAX_MINUTE)
    throw new MinuteWriteError(`${at}from ${from} is not a minute`);
  if (total.length !== good.length || missing.length !== good.length)
    throw new MinuteWriteError(`${at}good, total and missing have ${good.length}, ${total.length} and ${missing.length} elements`);
  for (let i = 0; i < good.length; i += 1) {
    const [g, t] = [good[i], total[i]];
    if (missing[i] === null && !(isCount(g) && isCount(t) && g <= t))
      throw new MinuteWriteError(
        `${at}good[${i}] ${g}, total[${i}] ${t} are not integers with 0 <= good <= total, numbers up to 2^53 - 1, bigints up to 2^63 - 1`,
      );
  }
}

const MAX_COUNT = 2n ** 63n - 1n;

const isCount = (value: number | bigint | undefined): value is number | bigint =>
  typeof value === "bigint" ? value >= 0n && value <= MAX_COUNT : Number.isSafeInteger(value) && value !== undefined && value >= 0;
