import type { Minute } from "@solvent/domain";
import type { QueryProbe, StreamQuery } from "@solvent/metric-sources";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";

/** History to read: [from, firstMinute) of one stream is left, whatever the cursor says. */
export interface RunnableBackfill {
  readonly id: bigint;
  readonly streamId: number;
  readonly query: StreamQuery;
  readonly probe: QueryProbe;
  readonly from: Minute;
  readonly to: Minute;
  /** First minute that the stream holds: reading goes on right below it. */
  readonly firstMinute: Minute;
  readonly attempts: number;
}

/** What became of one row after a chunk. `null` keeps the message and the time of the next try empty. */
export interface BackfillProgress {
  readonly id: bigint;
  readonly cursor: Minute;
  readonly state: "running" | "done" | "failed";
  readonly message: string | null;
  readonly retryAtMs: number | null;
  readonly attempts: number;
}

export interface BackfillStore {
  /** Sources that answer at present and have a back-fill to go on with. */
  sourcesWithBackfills(nowMs: number): Promise<readonly string[]>;
  /** Queued and running rows of one source whose time has come and whose streams can be asked, oldest first. */
  runnable(sourceId: string, nowMs: number): Promise<readonly RunnableBackfill[]>;
  /** Stores progress, but leaves rows alone that somebody has cancelled meanwhile. */
  progress(scope: TransactionScope, rows: readonly BackfillProgress[], atMs: number): Promise<void>;
}
