import type { AdjustmentMode, Minute } from "@solvent/domain";
import type { Scope } from "../notification/route-store.ts";
import type { Recurrence } from "./recurrences.ts";

/** What a version says, whoever wrote it. [from, to) is the first occurrence when it recurs. */
export interface AdjustmentContent {
  readonly mode: AdjustmentMode;
  readonly from: Minute;
  readonly to: Minute;
  readonly recurrence: Recurrence | null;
  readonly category: string;
  readonly reason: string;
}

/** Content for what is called `name`; null for everything. */
export interface AdjustmentFields extends AdjustmentContent {
  readonly scope: Scope;
  readonly name: string | null;
}

/** One version of an adjustment. */
export interface StoredAdjustment extends AdjustmentFields {
  readonly id: string;
  readonly version: number;
  readonly author: string;
  readonly createdAtMs: number;
  readonly removed: boolean;
  /** Name of the objective whose definition brought it along, and alone can change it; null: people recorded it. */
  readonly broughtBy: string | null;
}

export interface AdjustmentReader {
  /** Newest versions, the adjustment that was changed last first. `objective`: only those that apply to it, also through its service or team. */
  list(filter: { readonly objective: string | null; readonly removed: boolean }): Promise<readonly StoredAdjustment[]>;
  /** All versions, newest first; empty: there is none of this id. */
  versions(id: string): Promise<readonly StoredAdjustment[]>;
}

/** A version to add: the first of a new adjustment, or the one after `version`. */
export interface AdjustmentRow extends AdjustmentContent {
  readonly id: string;
  readonly version: number;
  readonly scope: Scope;
  /** Of the team, service or objective; null for everything. */
  readonly subjectId: string | null;
  readonly author: string;
  readonly removed: boolean;
  readonly broughtBy: string | null;
}

/** Inside a transaction. */
export interface AdjustmentWriter {
  /** The newest version, which stays so until the end of the transaction; null when there is none of this id. */
  lock(id: string): Promise<StoredAdjustment | null>;
  /** Id of a team, service or objective, which stays until the end of the transaction; null when there is none of this name. */
  lockSubject(scope: Exclude<Scope, "all">, name: string): Promise<string | null>;
  /** Adds the newest version; the former one stays as it was, but for being the newest. */
  add(row: AdjustmentRow): Promise<void>;
  /** Newest versions of what the definition of an objective brought along, removed ones too; they stay until the end of the transaction. */
  lockBrought(objectiveId: string): Promise<readonly StoredAdjustment[]>;
}

export interface AdjustmentTransaction {
  readonly adjustments: AdjustmentWriter;
}

/** All of `work` is stored or none. A conflict with another transaction runs it again, so it must not change anything else. */
export type InAdjustmentTransaction = <T>(work: (tx: AdjustmentTransaction) => Promise<T>) => Promise<T>;
