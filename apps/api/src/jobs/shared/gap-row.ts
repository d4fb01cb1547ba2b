import type { Minute, MissingReason } from "@solvent/domain";

/** A stored stretch [from, to) of missing minutes that has not been filled. */
export interface GapRow {
  readonly id: bigint;
  readonly streamId: number;
  readonly from: Minute;
  readonly to: Minute;
  readonly reason: MissingReason;
  readonly openedAtMs: number;
  /** Database time of the next try; null: settled, the source has nothing. */
  readonly retryAtMs: number | null;
  readonly attempts: number;
}

/** A stretch as it is to be stored. */
export type GapPiece = Omit<GapRow, "id">;

export interface GapRevision {
  readonly remove: readonly bigint[];
  readonly insert: readonly GapPiece[];
}
