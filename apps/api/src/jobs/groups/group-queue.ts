import type { LabelCombination, MeasuredIndicator, Minute, TermsDefinition } from "@solvent/domain";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";

/** A group whose source is to be asked for its combinations. */
export interface DueGroup {
  readonly groupId: string;
  readonly name: string;
  readonly revision: number;
  readonly sourceId: string;
  readonly indicator: MeasuredIndicator;
  readonly groupBy: readonly string[];
}

/** An objective of a group whose combination was not found. */
export interface AbsentMember {
  readonly objectiveId: string;
  readonly streamId: number;
  readonly watermark: Minute;
  readonly terms: TermsDefinition;
  readonly createdAtMs: number;
}

/** Which answer of the source a decision rests on. */
export interface ListedGroup {
  readonly groupId: string;
  readonly revision: number;
  readonly askedAtMs: number;
  readonly found: readonly LabelCombination[];
}

export interface GroupQueue {
  /** Groups that were listed before then, or never. */
  due(listedBeforeMs: number): Promise<readonly DueGroup[]>;
  /**
   * Objectives of the group that are not archived, whose combination is not among those found, that were neither made nor changed after
   * `beforeMs`, and whose history is not being read.
   */
  absent(scope: TransactionScope, listed: ListedGroup, beforeMs: number): Promise<readonly AbsentMember[]>;
  /** They are not read, judged or shown any more. Does nothing when the group has changed or was listed again since. */
  archive(scope: TransactionScope, listed: ListedGroup, objectiveIds: readonly string[], atMs: number): Promise<void>;
}
