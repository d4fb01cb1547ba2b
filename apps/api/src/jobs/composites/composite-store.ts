import type { Minute } from "@solvent/domain";
import type { StreamHead, TransactionScope } from "../../usecases/minutes/minute-store.ts";

/**
 * What is put together: `live`: what is out of date, and the newest minutes; `history`: what is out of date, and a day before what is covered,
 * as far as the parts reach back. Only the first moves a watermark.
 */
export type CompositeWork = "live" | "history";

/** A composite that was worked at. */
export interface FilledComposite extends StreamHead {
  /** Its watermark until now. */
  readonly before: Minute;
  /** It covers the newest that its parts have, and nothing of it is out of date. */
  readonly current: boolean;
  /** There is more of this work. */
  readonly more: boolean;
}

export interface CompositeStore {
  /**
   * Composites that objectives read and that have such work, in an order in which parts come first: those of one list depend on none of the
   * same list. Cheap where there is no composite.
   */
  behind(work: CompositeWork): Promise<readonly (readonly number[])[]>;
  /** Parts that read another stream by now, or have got the slices that were lacking. Cheap where there is none. */
  hasMovedParts(): Promise<boolean>;
  /** Notes what these parts read now; all that was put together from them is out of date. */
  moveParts(scope: TransactionScope): Promise<void>;
  /** At most a day or two of minutes of each. */
  fill(scope: TransactionScope, streamIds: readonly number[], work: CompositeWork): Promise<readonly FilledComposite[]>;
}
