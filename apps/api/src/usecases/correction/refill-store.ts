import type { Minute, MinuteInterval } from "@solvent/domain";
import type { CorrectionCause } from "../minutes/minute-store.ts";
import type { Page, PageRequest } from "../page.ts";
import type { RefillFigures } from "./refill-figures.ts";

/** What a measured stream holds by the minute. */
export interface MeasuredStream {
  readonly streamId: number;
  readonly minutesFrom: Minute;
  readonly watermark: Minute;
}

export type RefillState = "queued" | "running" | "done" | "failed";

/** A request to read [from, to) of a stream again, with what has come of it so far. */
export interface StoredRefill {
  readonly id: string;
  readonly streamId: number;
  /** Name of its source. */
  readonly source: string;
  readonly from: Minute;
  readonly to: Minute;
  readonly cursor: Minute;
  readonly state: RefillState;
  readonly message: string | null;
  readonly minutesChanged: number;
  readonly before: RefillFigures | null;
  readonly after: RefillFigures | null;
  readonly author: string;
  readonly requestedAtMs: number;
  readonly endedAtMs: number | null;
}

export interface WantedRefill {
  readonly streamId: number;
  readonly interval: MinuteInterval;
  readonly author: string;
}

/** `overlapping`: the id of a request that is not finished and is about some of the same minutes; nothing was stored then. */
export type QueuedRefill = { readonly id: string } | { readonly overlapping: string };

export interface RefillRequests {
  /** Null when there is no such stream, or it is worked out from others. */
  findStream(streamId: number): Promise<MeasuredStream | null>;
  queue(wanted: WantedRefill): Promise<QueuedRefill>;
  find(id: string): Promise<StoredRefill | null>;
  /** Newest first; the key of a page is the id of its last item. */
  list(streamId: number, page: PageRequest): Promise<Page<StoredRefill>>;
}

/** Scaled counts of a minute; null: missing. */
export interface MinuteCounts {
  readonly good: bigint;
  readonly total: bigint;
}

/** Minutes of one hour of one stream that one write has changed. */
export interface StoredCorrection {
  readonly id: string;
  readonly streamId: number;
  readonly atMs: number;
  readonly cause: CorrectionCause;
  /** By their minute, ascending. */
  readonly changes: readonly { readonly minute: Minute; readonly before: MinuteCounts | null; readonly after: MinuteCounts | null }[];
}

export interface CorrectionFilter {
  /** Only changes of minutes in [from, to); null: without a bound. */
  readonly from: Minute | null;
  readonly to: Minute | null;
  readonly cause: CorrectionCause | null;
}

export interface CorrectionReader {
  /** Newest first; the key of a page is the id of its last item. */
  list(streamId: number, filter: CorrectionFilter, page: PageRequest): Promise<Page<StoredCorrection>>;
}
