import type { StreamCoverage } from "../objective/stream-store.ts";

/** A composite as it is stored, by the names of objectives. */
export interface CompositeNode {
  readonly name: string;
  readonly parts: readonly string[];
  readonly sliceMinutes: number;
}

/** A composite stream that shall be there. */
export interface WantedComposite {
  /** SHA-256 of `query`, hex. */
  readonly specHash: string;
  /** How it is put together, as canonical JSON. */
  readonly query: string;
  /** In order. */
  readonly parts: readonly { readonly objectiveId: string; readonly weight: string }[];
}

/** Inside a transaction. */
export interface CompositeWriter {
  /** All composites that there are. From here to the end of the transaction nobody else changes any. */
  lockAll(): Promise<readonly CompositeNode[]>;
  /** Ids of the objectives among these names that exist. */
  idsOf(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The stream, made where there is none, with `startMinute` as first minute and watermark; and the measured streams that its parts read now or next. */
  ensure(wanted: WantedComposite, startMinute: number): Promise<{ readonly stream: StreamCoverage; readonly measured: readonly number[] }>;
}
