import type { CompositeTree, Minute, MinuteBlock, MissingReason, Totals } from "@solvent/domain";

/** Proof of being the one writer: checked inside every writing transaction. */
export interface Fence {
  readonly owner: string;
  readonly token: bigint;
}

/** What a stream covers: [firstMinute, watermark). `watermark` is the first minute that is not closed. */
export interface StreamHead {
  readonly streamId: number;
  readonly firstMinute: Minute;
  readonly watermark: Minute;
  /** Minutes before this one are kept as running totals only, at whole hours and some instants; left out: all are kept. */
  readonly minutesFrom?: Minute;
}

/** A block to store. A count that a number does not hold exactly is a bigint, up to what 64 bits hold. */
export interface WrittenBlock extends Omit<MinuteBlock, "good" | "total"> {
  readonly good: readonly (number | bigint)[];
  readonly total: readonly (number | bigint)[];
}

/** Known state of consecutive minutes of one stream to store. Overwrites what is there, also with missing. */
export interface StreamMinutes {
  readonly streamId: number;
  readonly block: WrittenBlock;
}

/**
 * What read minutes again that were stored already, see the table `correction`: the tick within its settle window, the refill of a gap,
 * the reconciliation, somebody's request, an import of a test.
 */
export type CorrectionCause = "settle" | "refill" | "reconcile" | "request" | "import";

export interface WriteReceipt {
  /** Minutes before the old watermark, inside the old coverage, whose stored state or counts changed. */
  readonly corrected: readonly { readonly streamId: number; readonly minutes: number }[];
  readonly heads: readonly StreamHead[];
}

/** One short writing transaction under the fence. Streams are locked in ascending id by the first write. */
export interface MinuteTransaction {
  /**
   * Writes blocks, at most one per stream. A block may start inside the coverage (correction), at the watermark (append, may
   * be longer than an hour), overlap both, or end at `firstMinute` (back-fill, newest first). A hole between coverage and block
   * is refused. The watermark moves to the end of the block when that is later. Anchors, hours and coverage are kept consistent.
   *
   * Coverage starts at a whole hour: of a block that begins before it inside an hour, the rest of that hour becomes missing. Back-fill
   * in blocks that begin at whole hours, otherwise each block corrects the hour of the one before and moves all later anchors.
   * Minutes that are as they were are not written. Gaps whose minutes become known are closed. Minutes of measured streams that were
   * stored otherwise go to the log of corrections with their `cause`; left out, it is `settle`.
   */
  writeMinutes(writes: readonly StreamMinutes[], cause?: CorrectionCause): Promise<WriteReceipt>;
  /**
   * Opens a gap per stretch, due at once; a stretch that touches an unsettled gap with the same reason extends it. A later reason
   * takes the place of an earlier one; what is settled for the same reason (the source has nothing) stays settled.
   */
  openGaps(
    gaps: readonly { readonly streamId: number; readonly from: Minute; readonly to: Minute; readonly reason: MissingReason }[],
  ): Promise<void>;
  /** Running totals of every stream at every instant, see MinuteReader. Sees this transaction's own writes. */
  totalsAt(streamIds: readonly number[], instants: readonly Minute[]): Promise<TotalsTable>;
  /** See MinuteReader. Sees this transaction's own writes. */
  compositeTrees(streamIds: readonly number[]): Promise<ReadonlyMap<number, CompositeTree>>;
  /** See MinuteReader. Sees this transaction's own writes. */
  minutesBetween(streamId: number, from: Minute, to: Minute): Promise<MinuteBlock>;
  /** The pg client of this transaction, typed as the narrow query function that other infra stores need. */
  readonly scope: TransactionScope;
}

/** Opaque handle by which another store of the same database takes part in the transaction. */
export interface TransactionScope {
  readonly kind: "pg-transaction";
}

/** Rejected because another process owns the lease by now. Nothing was written. */
export class StaleFenceError extends Error {
  override readonly name = "StaleFenceError";
}

export interface MinuteWriter {
  /**
   * Runs `work` in one transaction that holds the lease row FOR SHARE; throws StaleFenceError when owner, token or expiry do not hold.
   * After a deadlock, or when a partition was missing, `work` runs again from its start: it must have no effect outside the transaction.
   */
  inFence<T>(fence: Fence, work: (tx: MinuteTransaction) => Promise<T>): Promise<T>;
}

/**
 * Totals of many streams at many instants. An instant before the coverage counts as `firstMinute`, one after it as the
 * watermark, so that a window's `known` is what is really known.
 */
export interface TotalsTable {
  /** Row in the order asked for, null where the stream does not exist. */
  at(streamIndex: number, instantIndex: number): Totals | null;
  /** Set when an instant lies before the minutes that are kept of its stream. */
  readonly beyond?: BeyondMinutes | undefined;
}

/** Of minutes that are not kept any more there are running totals at every whole hour, and at some instants in between (ADR 0014). */
export interface BeyondMinutes {
  /** First minute that is kept of a stream of which an instant lies before that, else null. */
  minutesFrom(streamIndex: number): Minute | null;
  /** Start of the hour whose totals a cell shows because there are none at its own instant; null where there are. */
  floorOf(streamIndex: number, instantIndex: number): Minute | null;
}

/** Room for minutes to come. */
export interface MinutePartitions {
  /** Makes the partitions of this day and the three days after it. Call it at start and every hour; writing copes without. */
  prepareAhead(now: Minute): Promise<void>;
}

export interface MinuteReader {
  /** In the order asked for, without those that do not exist. */
  heads(streamIds: readonly number[]): Promise<readonly StreamHead[]>;
  totalsAt(streamIds: readonly number[], instants: readonly Minute[]): Promise<TotalsTable>;
  /**
   * Totals of one stream at every `step` minutes from `from` to `to` inclusive, for charts: element i is at from + i * step.
   * Only differences between elements mean something.
   */
  series(streamId: number, from: Minute, to: Minute, stepMinutes: number): Promise<readonly Totals[]>;
  /** The minutes themselves, [from, to) cut to the coverage; missing ones with the reason of their gap. */
  minutesBetween(streamId: number, from: Minute, to: Minute): Promise<MinuteBlock>;
  gaps(streamId: number, from: Minute, to: Minute): Promise<readonly StoredGap[]>;
  /** How composite streams are put together, by their numbers; streams that are none are left out. */
  compositeTrees(streamIds: readonly number[]): Promise<ReadonlyMap<number, CompositeTree>>;
}

export interface StoredGap {
  readonly from: Minute;
  readonly to: Minute;
  readonly reason: MissingReason;
  readonly openedAtMs: number;
  readonly filledAtMs: number | null;
}
