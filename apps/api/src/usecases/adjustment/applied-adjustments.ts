import type { Adjustment, MinuteInterval } from "@solvent/domain";

/** One occurrence of a recorded adjustment, with what a person must know to trust it. */
export interface AppliedAdjustment extends Adjustment {
  readonly id: string;
  readonly version: number;
  readonly category: string;
  readonly reason: string;
  readonly author: string;
}

/** Which adjustments apply to which objectives: through the objective itself, its service, its team, or to all. */
export interface AppliedAdjustments {
  /**
   * Occurrences that overlap `range`, whole (not cut to it), sorted by start, per objective id; objectives without any are left out.
   * Cheap when nothing is recorded. `objectiveIds` undefined: all objectives.
   */
  within(range: MinuteInterval, objectiveIds?: readonly string[]): Promise<ReadonlyMap<string, readonly AppliedAdjustment[]>>;
}
