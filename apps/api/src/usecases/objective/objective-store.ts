import type { JsonValue, ObjectiveDefinition } from "@solvent/domain";
import type { QueryProbe } from "@solvent/metric-sources";
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
  readonly revision: number;
  readonly author: string;
  readonly team: string | null;
  readonly source: { readonly name: string; readonly kind: string };
  readonly stream: StoredStream;
  /** The stream of a changed query that is still being read; the objective switches to it when it covers enough. */
  readonly nextStream: (StreamKey & { readonly id: number }) | null;
  /** The newest back-fill of the stream that is being read, or of the next one where there is one. */
  readonly backfill: StoredBackfill | null;
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
}

/** Inside a transaction. */
export interface ObjectiveWriter {
  /** The objective, locked against changes until the end of the transaction. */
  lock(name: string): Promise<StoredObjective | null>;
  /** The first revision; answers the id of the objective. */
  insert(first: NewRevision): Promise<string>;
  /** The next revision of what is locked. */
  revise(id: string, next: NewRevision): Promise<void>;
  remove(id: string): Promise<void>;
}
