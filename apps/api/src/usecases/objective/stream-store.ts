import type { Minute } from "@solvent/domain";

/** What makes a stream the same stream: two objectives that count the same thing share one. */
export interface StreamKey {
  readonly sourceId: string;
  /** SHA-256 of the adapter's canonical query, hex. */
  readonly specHash: string;
}

export interface WantedStream extends StreamKey {
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
  /** The one back-fill of the stream that is not done, locked; a stream has at most one. */
  lockUnfinished(streamId: number): Promise<UnfinishedBackfill | null>;
  queueBackfill(streamId: number, range: { readonly fromMinute: Minute; readonly toMinute: Minute }): Promise<void>;
  /** Makes a back-fill go back to `fromMinute`, and queues it again when it had been cancelled or had failed. */
  extendBackfill(id: bigint, fromMinute: Minute): Promise<void>;
}
