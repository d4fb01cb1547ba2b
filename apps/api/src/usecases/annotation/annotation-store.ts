import type { AnnotationKind } from "@solvent/api-contract";
import type { Minute, MinuteInterval } from "@solvent/domain";
import type { Scope } from "../notification/route-store.ts";

export interface NewAnnotation {
  readonly kind: AnnotationKind;
  readonly scope: Scope;
  /** Of the team, service or objective; null for everything. */
  readonly name: string | null;
  readonly title: string;
  readonly url: string | null;
  readonly from: Minute;
  /** Half-open. */
  readonly to: Minute;
  readonly author: string;
}

export interface StoredAnnotation extends NewAnnotation {
  readonly id: string;
  readonly createdAtMs: number;
}

export interface AnnotationStore {
  /** Those that touch the range, newest first, at most `limit`. */
  list(range: MinuteInterval, limit: number): Promise<readonly StoredAnnotation[]>;
  /** Null when there is no team, service or objective of this name. */
  create(annotation: NewAnnotation): Promise<StoredAnnotation | null>;
  /** Whether there was one. */
  remove(id: string): Promise<boolean>;
}

export interface AnnotationReader {
  /** Those about one of these objectives, its service, its team or everything that touch the range; by objective id, oldest first. */
  about(objectiveIds: readonly string[], range: MinuteInterval): Promise<ReadonlyMap<string, readonly StoredAnnotation[]>>;
}
