import type { JsonValue, LabelCombination, ObjectiveDefinition } from "@solvent/domain";
import type { QueryProbe } from "@solvent/metric-sources";
import type { PromisedAgreement } from "@solvent/spec";
import type { AdjustmentContent } from "../adjustment/adjustment-store.ts";
import type { Page, PageRequest } from "../page.ts";
import type { StoredBackfill } from "../status/objective-directory.ts";
import type { StreamCoverage, StreamKey } from "./stream-store.ts";

/** One field that differs between two revisions; a side that is absent is left out. */
export interface DefinitionChange {
  readonly path: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

export interface StoredStream extends StreamCoverage {
  /** What the last look at the source said; null before the first. */
  readonly probe: QueryProbe | null;
  readonly clampedMinutes: number;
}

export interface StoredObjective {
  readonly id: string;
  readonly definition: ObjectiveDefinition;
  /** Adjustments that the definition brought along, those that still apply. */
  readonly brought: readonly AdjustmentContent[];
  /** What is promised on it, by name. */
  readonly agreements: readonly PromisedAgreement[];
  readonly revision: number;
  readonly author: string;
  readonly team: string | null;
  /** Null for a composite. */
  readonly source: { readonly name: string; readonly kind: string } | null;
  readonly stream: StoredStream;
  /** The stream of a changed query that is still being read; the objective switches to it when it covers enough. */
  readonly nextStream: (StreamKey & { readonly id: number }) | null;
  /** The newest back-fill of the stream that is being read, or of the next one where there is one. */
  readonly backfill: StoredBackfill | null;
  /** The group that it belongs to, and for which combination of labels; null for one that stands for itself. */
  readonly group: { readonly name: string; readonly labels: LabelCombination } | null;
  /** Since when it is not read, judged or shown any more, because its combination has no data; null while it is. */
  readonly archivedAtMs: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface StoredRevision {
  readonly revision: number;
  readonly author: string;
  readonly createdAtMs: number;
  readonly changes: readonly DefinitionChange[];
}

export interface ObjectiveReader {
  find(name: string): Promise<StoredObjective | null>;
  /** Newest first; the page key is a revision. Null when there is no such objective. */
  revisions(name: string, page: PageRequest): Promise<Page<StoredRevision> | null>;
}

export interface NewRevision {
  readonly definition: ObjectiveDefinition;
  readonly changes: readonly DefinitionChange[];
  readonly author: string;
  readonly serviceId: string;
  readonly streamId: number;
  readonly nextStreamId: number | null;
  /** How its slices are judged, see `sliceKey`; null when it counts events. */
  readonly sliceKey: string | null;
  /** Of a first revision: the group that it belongs to. */
  readonly member?: GroupMembership | undefined;
}

/** The next revision of the objective with this id. */
export interface NextRevision {
  readonly id: string;
  readonly next: NewRevision;
}

/** An objective's place in a group. */
export interface GroupMembership {
  readonly groupId: string;
  readonly labels: LabelCombination;
}

/** Inside a transaction. */
export interface ObjectiveWriter {
  /** The objective, locked against changes until the end of the transaction. */
  lock(name: string): Promise<StoredObjective | null>;
  /** The first revisions; answers the ids of the objectives in the same order. Throws `objective.name-taken` when a group has a name. */
  insert(firsts: readonly NewRevision[]): Promise<readonly string[]>;
  /** The next revisions of what is locked. */
  revise(nexts: readonly NextRevision[]): Promise<void>;
  remove(id: string): Promise<void>;
}
