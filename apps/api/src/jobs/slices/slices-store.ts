import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";

/** A slices stream that does not cover what its parent covers. */
export interface SlicesBehind {
  readonly streamId: number;
  readonly parentId: number;
}

export interface SlicesStore {
  /** Objectives that are judged by slices of which there is no stream, now or once they read their next one. Cheap to ask. */
  lackSlices(): Promise<boolean>;
  /** Makes those streams; they cover nothing. Leaves alone what somebody else makes at the same time. */
  makeSlices(scope: TransactionScope): Promise<void>;
  /** Sources with streams whose slices are behind. */
  sourcesBehind(): Promise<readonly string[]>;
  /** Slices streams of one source that are behind, those that miss the newest minutes first. */
  behind(sourceId: string, limit: number): Promise<readonly SlicesBehind[]>;
  /** Judges up to a day of minutes of each, newest first, from what is stored of the parents. Returns how many streams grew. */
  fill(scope: TransactionScope, streams: readonly SlicesBehind[]): Promise<number>;
}
