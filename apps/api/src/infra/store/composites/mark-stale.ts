import type pg from "pg";
import type { Span } from "../minutes/correct-minutes.ts";
import type { SplitWrite } from "../minutes/split-write.ts";

/** Minutes [from, to) of a stream that were written. */
export interface WrittenSpan {
  readonly streamId: number;
  readonly from: number;
  readonly to: number;
  /** They were there before and have changed. Otherwise they are new, and concern only composites that cover them already. */
  readonly corrected: boolean;
}

const MARK = `
  INSERT INTO composite_stale (stream_id, from_minute, to_minute)
  SELECT DISTINCT cp.stream_id, w."from", w."to"
  FROM unnest($1::int[], $2::int[], $3::int[], $4::bool[]) AS w (stream_id, "from", "to", corrected)
  JOIN composite_part cp ON cp.part_stream_id = w.stream_id JOIN stream cs ON cs.id = cp.stream_id
  WHERE w.corrected OR (cs.first_minute < w."to" AND cs.watermark > w."from")`;

/**
 * Notes that composites must be put together again where slices of their parts were written. Rows are only added, in the transaction of the
 * write: whoever puts together afterwards sees both.
 */
export async function markStale(client: pg.PoolClient, spans: readonly WrittenSpan[]): Promise<void> {
  const written = spans.filter(({ from, to }) => from < to);
  if (written.length === 0) return;
  await client.query(MARK, [
    written.map(({ streamId }) => streamId),
    written.map(({ from }) => from),
    written.map(({ to }) => to),
    written.map(({ corrected }) => corrected),
  ]);
}

/** What writes did: `corrected` has the minutes inside the coverage that changed. */
export const writtenSpans = (splits: readonly SplitWrite[], corrected: ReadonlyMap<number, Span>): WrittenSpan[] => [
  ...[...corrected].map(([streamId, { from, to }]) => ({ streamId, from, to, corrected: true })),
  ...splits.flatMap(({ before, after }) =>
    [before, after].flatMap((piece) =>
      piece === null ? [] : [{ streamId: piece.streamId, from: piece.from, to: piece.to, corrected: false }],
    ),
  ),
];
