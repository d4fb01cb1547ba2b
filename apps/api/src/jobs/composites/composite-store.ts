import type { Minute } from "@solvent/domain";
import type { StreamHead, TransactionScope } from "../../usecases/minutes/minute-store.ts";

/** What a composite gets beside what is out of date: its newest minutes, or a day before what it covers, as far as its parts reach back. */
export type CompositeGrowth = "live" | "history";

/** `again`: only what is out of date is put together, so that neither end of the coverage moves. `live` alone moves a watermark. */
export type CompositeWork = CompositeGrowth | "again";

/** A composite that was worked at. */
export interface FilledComposite extends StreamHead {
  /** Its watermark until now. */
  readonly before: Minute;
  /** It covers the newest that its parts have, and nothing of it is out of date. */
  readonly current: boolean;
  /** There is more of this work. */
  readonly more: boolean;
}

/** Everything that a measured stream is a part of, also by way of others. */
export interface CompositesAbove {
  /** Composites, parts before what they are part of: those of one list depend on none of the same list. */
  readonly levels: readonly (readonly number[])[];
  /** Data sources of all measured streams that these are put together from, each once. */
  readonly sourceIds: readonly string[];
}

export interface CompositeStore {
  /**
   * Composites that objectives read and that have such work, in an order in which parts come first: those of one list depend on none of the
   * same list. Cheap where there is no composite.
   */
  behind(work: CompositeGrowth): Promise<readonly (readonly number[])[]>;
  /** Cheap where there is no composite. */
  above(streamId: number): Promise<CompositesAbove>;
  /** Parts that read another stream by now, or have got the slices that were lacking. Cheap where there is none. */
  hasMovedParts(): Promise<boolean>;
  /** Notes what these parts read now; all that was put together from them is out of date. */
  moveParts(scope: TransactionScope): Promise<void>;
  /** At most a day or two of minutes of each. */
  fill(scope: TransactionScope, streamIds: readonly number[], work: CompositeWork): Promise<readonly FilledComposite[]>;
}
