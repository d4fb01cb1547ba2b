import type { Minute } from "@solvent/domain";
import type { QueryProbe, StreamQuery } from "@solvent/metric-sources";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";

/** A stream whose stored minutes can be read again. */
export interface StoredStream {
  readonly streamId: number;
  readonly query: StreamQuery;
  readonly probe: QueryProbe;
  /** First minute that is kept as such. */
  readonly minutesFrom: Minute;
  readonly watermark: Minute;
}

/** How far back late data is looked for: 24 hours or 7 days. */
export type Reach = "day" | "week";

export interface DueStream extends StoredStream {
  readonly reach: Reach;
}

export interface ReconcileStore {
  /** Sources that answer at present and have a measured stream that is read and due, or not planned yet. */
  sourcesToReconcile(now: Minute): Promise<readonly string[]>;
  /** Due streams of one source, those of the last week first, then those that have waited longest. */
  due(sourceId: string, now: Minute, limit: number): Promise<readonly DueStream[]>;
  /** Those of the streams that can still be read; none while their source fails. */
  present(sourceId: string, streamIds: readonly number[]): Promise<readonly StoredStream[]>;
  /** Begins to count the time of streams that are new: their past has been read just now. */
  plan(scope: TransactionScope, sourceId: string, now: Minute): Promise<void>;
  /** Notes that late data was looked for. The last week holds the last day. */
  done(scope: TransactionScope, streamIds: readonly number[], of: { readonly reach: Reach; readonly at: Minute }): Promise<void>;
}
