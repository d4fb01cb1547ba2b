import type { FrozenPeriod } from "../agreement/agreement-store.ts";

/** Periods of objectives that are over and settled, as they were worked out then. */
export interface ObjectivePeriodStore {
  /** Frozen periods, newest first. */
  periods(objectiveId: string, limit: number): Promise<readonly FrozenPeriod[]>;
  /** Records a period; one that is recorded already stays as it is. */
  freeze(objectiveId: string, period: Omit<FrozenPeriod, "frozenAtMs">): Promise<void>;
}
