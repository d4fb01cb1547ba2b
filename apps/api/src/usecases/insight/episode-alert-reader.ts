import type { AlertSeverity, Minute, MinuteInterval } from "@solvent/domain";

/** One alert of an objective, as far as an episode shows it. */
export interface EpisodeAlert {
  readonly objectiveId: string;
  readonly id: string;
  readonly kind: string;
  readonly severity: AlertSeverity;
  readonly openedAt: Minute;
  /** Null: it is open. */
  readonly closedAt: Minute | null;
}

export interface EpisodeAlertReader {
  /** Alerts that were open at any time in the range, its end included: that evaluation has seen all of its minutes. Oldest first. */
  openWithin(objectiveIds: readonly string[], range: MinuteInterval): Promise<readonly EpisodeAlert[]>;
}
