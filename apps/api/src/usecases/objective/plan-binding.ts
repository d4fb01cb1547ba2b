import type { StreamCoverage, StreamKey } from "./stream-store.ts";

/** What an objective reads now, and what it reads as soon as that covers enough. */
export interface Binding {
  readonly streamId: number;
  readonly nextStreamId: number | null;
}

/** What an objective reads before a change. */
export interface BoundStreams {
  readonly stream: StreamCoverage;
  readonly nextStream: (StreamKey & { readonly id: number }) | null;
}

export const sameStream = (a: StreamKey, b: StreamKey): boolean => a.sourceId === b.sourceId && a.specHash === b.specHash;

/** Whether `stream` knows at least what `old` knows. */
const covers = (stream: StreamCoverage, old: StreamCoverage): boolean =>
  stream.firstMinute <= old.firstMinute && stream.watermark >= old.watermark;

/**
 * Binds an objective to the stream of its query. An objective reads exactly one stream, never a stitched one: while the stream it
 * reads knows something that the wanted one does not, it goes on reading it and the wanted one is the next.
 */
export function planBinding(wanted: StreamCoverage, bound: BoundStreams | null): Binding {
  if (bound === null || sameStream(wanted, bound.stream)) return { streamId: wanted.id, nextStreamId: null };
  if (covers(wanted, bound.stream) || bound.stream.firstMinute === bound.stream.watermark)
    return { streamId: wanted.id, nextStreamId: null };
  return { streamId: bound.stream.id, nextStreamId: wanted.id };
}
