import type pg from "pg";
import type { StreamHead } from "../../../../usecases/minutes/minute-store.ts";
import { markStale, writtenSpans } from "../../composites/mark-stale.ts";
import { correctMinutes } from "../correct-minutes.ts";
import { extendCoverage } from "../extend-coverage.ts";
import { type SplitWrite, splitWrite } from "../split-write.ts";
import type { SlicesHead } from "../stream-heads.ts";
import { type JudgeRequest, judgeStoredSlices } from "./judge-slices.ts";
import { sliceTermsOf } from "./slice-terms.ts";
import { type ParentChange, touchedSlices } from "./touched-slices.ts";

/** Minutes of one slices stream to judge and write. */
export interface SlicesWrite {
  readonly child: StreamHead;
  readonly request: JudgeRequest;
}

/** What is to be written of the slices streams of the parents that a transaction has just written. */
export function followParents(slices: readonly SlicesHead[], changes: ReadonlyMap<number, ParentChange>): SlicesWrite[] {
  return slices.flatMap(({ parentId, sliceKey, ...head }) => {
    const change = changes.get(parentId);
    if (change === undefined) return [];
    const terms = sliceTermsOf(sliceKey);
    const span = touchedSlices(head, change, terms.minutes);
    return span === null ? [] : [{ child: head, request: { ...span, parentId, terms } }];
  });
}

/**
 * Judges slices from what is stored of their parents by now and writes them as minutes of their streams, like any other minutes. All
 * streams must be locked. Returns the heads that moved; they are not stored yet.
 */
export async function writeSlices(client: pg.PoolClient, writes: readonly SlicesWrite[]): Promise<readonly StreamHead[]> {
  if (writes.length === 0) return [];
  const blocks = await judgeStoredSlices(
    client,
    writes.map(({ request }) => request),
  );
  const splits = writes.flatMap(({ child, request }, i): SplitWrite[] => {
    const block = blocks[i];
    return block === undefined ? [] : [splitWrite({ streamId: child.streamId, block }, placed(child, request))];
  });
  const corrections = await correctMinutes(client, splits);
  await extendCoverage(client, splits, corrections.tails);
  await markStale(client, writtenSpans(splits, corrections.spans));
  return splits.filter(({ before, after }) => before !== null || after !== null).map(({ newHead }) => newHead);
}

/** A stream that covers nothing begins where its first minutes are, wherever it was put when it was made. */
const placed = (child: StreamHead, { from }: JudgeRequest): StreamHead =>
  child.firstMinute === child.watermark ? { streamId: child.streamId, firstMinute: from, watermark: from } : child;
