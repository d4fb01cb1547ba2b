import type { Minute } from "@solvent/domain";

/** What makes a stream the same stream: two objectives that count the same thing share one. */
export interface StreamKey {
  /** Null exactly for composites. */
  readonly sourceId: string | null;
  /** SHA-256 of the adapter's canonical query, hex; of a composite of how it is put together. */
  readonly specHash: string;
}

export interface WantedStream extends StreamKey {
  readonly sourceId: string;
  readonly query: string;
}

/** A stream with its coverage, [firstMinute, watermark). */
export interface StreamCoverage extends StreamKey {
  readonly id: number;
  readonly firstMinute: Minute;
  readonly watermark: Minute;
}

/** A back-fill of a stream that has not read everything it was asked for, in whatever state. */
export interface UnfinishedBackfill {
  readonly id: bigint;
  readonly fromMinute: Minute;
}

/** Slices of a measured stream, judged in one way. */
export interface WantedSlices {
  readonly parentId: number;
  /** See `sliceKey`. */
  readonly sliceKey: string;
}

/** Inside a transaction. */
export interface StreamWriter {
  /**
   * The streams, in the order asked for. Missing ones are created, empty, with `startMinute` as first minute and watermark. None
   * of them can be deleted before the end of the transaction. All are locked in ascending id, as the writers of minutes do.
   */
  ensure(wanted: readonly WantedStream[], startMinute: Minute): Promise<readonly StreamCoverage[]>;
  /**
   * Creates the slices streams that are missing. They are empty and begin at the whole hour of their parent's watermark; the evaluator
   * fills them from what is stored of the parent. The parents are locked as `ensure` does.
   */
  ensureSlices(wanted: readonly WantedSlices[]): Promise<void>;
  /** The one back-fill of each stream that is not done, locked, by stream; a stream has at most one. */
  lockUnfinished(streamIds: readonly number[]): Promise<ReadonlyMap<number, UnfinishedBackfill>>;
  queueBackfills(ranges: readonly { readonly streamId: number; readonly fromMinute: Minute; readonly toMinute: Minute }[]): Promise<void>;
  /** Makes back-fills go back to `fromMinute`, and queues those again that had been cancelled or had failed. */
  extendBackfills(backfills: readonly UnfinishedBackfill[]): Promise<void>;
}
