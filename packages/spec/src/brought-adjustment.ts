import type { AdjustmentMode, Minute } from "@solvent/domain";

/**
 * An exclusion or forgiveness that a definition brings along for its objective. [from, to) is in whole minutes; with a recurrence, an
 * RFC 5545 rule in the local time of a zone, it is the first occurrence.
 */
export interface BroughtAdjustment {
  readonly mode: AdjustmentMode;
  readonly from: Minute;
  readonly to: Minute;
  readonly recurrence: { readonly rule: string; readonly zone: string } | null;
  readonly category: string;
  readonly reason: string;
}

/** What one objective brings along, in the order of the text. */
export interface ObjectiveAdjustments {
  /** Name of the objective. */
  readonly objective: string;
  readonly adjustments: readonly BroughtAdjustment[];
}
