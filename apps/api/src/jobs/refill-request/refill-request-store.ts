import type { Minute, MinuteInterval } from "@solvent/domain";
import type { QueryProbe, StreamQuery } from "@solvent/metric-sources";
import type { RefillFigures, StreamReader } from "../../usecases/correction/refill-figures.ts";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";

/** A request that is not finished, with its stream as it is stored now. */
export interface OpenRefill {
  readonly id: string;
  readonly streamId: number;
  readonly interval: MinuteInterval;
  readonly cursor: Minute;
  /** Null until it is begun. */
  readonly before: RefillFigures | null;
  /** Minutes so far that stayed as they are because the source has nothing of them any more. */
  readonly kept: number;
  readonly query: StreamQuery;
  /** Null until the source has been asked once. */
  readonly probe: QueryProbe | null;
  /** The source's own words while it is failing, else null. */
  readonly trouble: string | null;
  readonly minutesFrom: Minute;
  readonly watermark: Minute;
}

export interface RefillProgress {
  readonly id: string;
  readonly cursor: Minute;
  /** Since the progress before. */
  readonly changed: number;
  readonly kept: number;
}

export interface RefillEnd {
  readonly id: string;
  readonly state: "done" | "failed";
  readonly message: string | null;
  readonly after: RefillFigures | null;
  readonly atMs: number;
}

/** A reader with what its stream holds by the minute. */
export interface StoredReader extends StreamReader {
  readonly minutesFrom: Minute;
  readonly watermark: Minute;
}

export interface RefillRequestStore {
  sourcesWithRequests(): Promise<readonly string[]>;
  /** The oldest unfinished request of one source. */
  next(sourceId: string): Promise<OpenRefill | null>;
  /** Objectives that read these streams, measured ones or composites, by their names. */
  readersOf(scope: TransactionScope, streamIds: readonly number[]): Promise<readonly StoredReader[]>;
  begin(scope: TransactionScope, id: string, of: { readonly before: RefillFigures; readonly atMs: number }): Promise<void>;
  progress(scope: TransactionScope, progress: RefillProgress): Promise<void>;
  end(scope: TransactionScope, end: RefillEnd): Promise<void>;
}
