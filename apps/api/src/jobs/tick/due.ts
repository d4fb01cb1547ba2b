import { MINUTE_MS, type Minute } from "@solvent/domain";
import { groupBy } from "../shared/group-by.ts";
import type { PlannedStream } from "./plan.ts";

/** What a source's timing makes of an instant of the database's clock. */
export interface DueBounds {
  /** Minutes before this one may be read: they closed at least the ingest delay ago. */
  readonly readableEnd: Minute;
  /** Minutes before this one are written as missing when they are not there: close + ingest delay + 60 s has passed. */
  readonly overdueEnd: Minute;
}

export const dueBounds = (databaseNowMs: number, ingestDelaySeconds: number): DueBounds => {
  const readableEnd = Math.floor((databaseNowMs - ingestDelaySeconds * 1000) / MINUTE_MS);
  return { readableEnd, overdueEnd: readableEnd - 1 };
};

/** Further behind than this, the newest minutes come first and the hole is filled later, without judging the past. */
const CATCH_UP_AFTER_MINUTES = 10;
/** A stream that holds nothing yet starts at a whole hour: its first read may be that long. */
const FIRST_READ_MINUTES = 120;
/** More groups than this are read as one, from the earliest start: fewer questions, a few minutes more per answer. */
const MOST_GROUPS = 4;

/** Streams whose minutes from `from` to the readable end are asked for together. */
export interface DueRead {
  readonly from: Minute;
  readonly streams: readonly PlannedStream[];
}

const isBehind = (stream: PlannedStream, readableEnd: Minute): boolean => {
  const behind = readableEnd - stream.watermark;
  const allowed = stream.watermark === stream.firstMinute ? FIRST_READ_MINUTES : CATCH_UP_AFTER_MINUTES;
  return behind > allowed;
};

function startOf(stream: PlannedStream, readableEnd: Minute, settleMinutes: number): Minute {
  if (isBehind(stream, readableEnd)) return readableEnd - CATCH_UP_AFTER_MINUTES;
  return Math.max(stream.firstMinute, stream.watermark - settleMinutes);
}

/**
 * The reads of one source up to `readableEnd`: one per start, for the streams that have a minute to close.
 * A stream far behind is read from close to the end; what lies before is the caller's to write as missing.
 */
export function dueReads(streams: readonly PlannedStream[], readableEnd: Minute, settleMinutes: number): readonly DueRead[] {
  const due = streams.filter((stream) => stream.watermark < readableEnd);
  const byStart = groupBy(due, (stream) => startOf(stream, readableEnd, settleMinutes));
  const reads = [...byStart].map(([from, group]) => ({ from, streams: group })).sort((a, b) => a.from - b.from);
  const [first] = reads;
  if (first === undefined || reads.length <= MOST_GROUPS) return reads;
  return [{ from: first.from, streams: reads.flatMap((read) => read.streams) }];
}
