import { MINUTES_PER_DAY, type Minute } from "@solvent/domain";
import type { DueStream, Reach, StoredStream } from "./reconcile-store.ts";

/** Streams of one source whose minutes [from, cursor) are still to be read again, newest first. */
export interface ReconcilePass {
  readonly reach: Reach;
  readonly streamIds: readonly number[];
  readonly from: Minute;
  readonly cursor: Minute;
  /** When it began: late data that comes after that is the next pass's. */
  readonly at: Minute;
}

/** Minutes [from, to) of one stream, all of them stored. */
export interface PassPart {
  readonly stream: StoredStream;
  readonly from: Minute;
  readonly to: Minute;
}

const MOST_STREAMS = 200;
const REACH_MINUTES = { day: MINUTES_PER_DAY, week: 7 * MINUTES_PER_DAY } as const satisfies Record<Reach, number>;

export interface PassLimits {
  /** The newest minutes are the tick's to read again. */
  readonly settleMinutes: number;
  chunkMinutes(stream: StoredStream): number;
}

/** Streams whose longest stretch differs by more than that do not go together: the shortest decides for all. */
const sizeOf = (minutes: number): number => Math.floor(Math.log2(Math.max(1, minutes)));

/** The pass to begin with: the most urgent stream, and those that go with it. Null when nothing is due. */
export function nextPass(due: readonly DueStream[], limits: PassLimits, now: Minute): ReconcilePass | null {
  const [first] = due;
  if (first === undefined) return null;
  const size = sizeOf(limits.chunkMinutes(first));
  const group = due.filter((each) => each.reach === first.reach && sizeOf(limits.chunkMinutes(each)) === size).slice(0, MOST_STREAMS);
  const end = group.reduce((latest, { watermark }) => Math.max(latest, watermark), 0) - limits.settleMinutes;
  return {
    reach: first.reach,
    streamIds: group.map(({ streamId }) => streamId),
    from: end - REACH_MINUTES[first.reach],
    cursor: end,
    at: now,
  };
}

export interface PassChunk {
  readonly from: Minute;
  readonly to: Minute;
  readonly parts: readonly PassPart[];
}

/** The newest stretch of a pass of which some stream has minutes; null when nothing is left. */
export function nextChunk(
  pass: ReconcilePass,
  streams: readonly StoredStream[],
  { settleMinutes, windowMinutes }: { readonly settleMinutes: number; readonly windowMinutes: number },
): PassChunk | null {
  const endOf = ({ watermark }: StoredStream) => Math.min(pass.cursor, watermark - settleMinutes);
  const left = streams.filter((stream) => endOf(stream) > Math.max(pass.from, stream.minutesFrom));
  const to = left.reduce((latest, stream) => Math.max(latest, endOf(stream)), 0);
  const longest = Math.max(pass.from, to - Math.max(1, windowMinutes));
  const parts = left
    .map((stream) => ({ stream, from: Math.max(longest, stream.minutesFrom), to: Math.min(to, endOf(stream)) }))
    .filter((part) => part.from < part.to);
  // Nothing is asked for that no stream holds.
  const from = parts.reduce((least, part) => Math.min(least, part.from), to);
  return parts.length === 0 ? null : { from, to, parts };
}

const MINUTE_MS = 60_000;
const LEAST_REST_MS = 5_000;
/** Minutes of streams that are read again from one source within a minute: 400 streams' last day. */
const STREAM_MINUTES_PER_MINUTE = 400 * MINUTES_PER_DAY;

/** How long a source is left in peace after a chunk. */
export function restMs({ parts }: PassChunk, tookMs: number): number {
  const streamMinutes = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  return Math.max(LEAST_REST_MS, 4 * tookMs, (MINUTE_MS * streamMinutes) / STREAM_MINUTES_PER_MINUTE);
}
