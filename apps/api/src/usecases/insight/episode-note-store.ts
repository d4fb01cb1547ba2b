import type { Minute, MinuteInterval } from "@solvent/domain";

/** What people recorded about one episode, with its minutes when they did. */
export interface StoredEpisodeNote {
  readonly objectiveId: string;
  /** Stable id of the episode. */
  readonly id: string;
  readonly from: Minute;
  readonly to: Minute;
  readonly cause: string | null;
  readonly owner: string | null;
  readonly author: string;
  readonly updatedAtMs: number;
}

export interface EpisodeNoteStore {
  /** Notes about episodes that overlap the range, by objective id. */
  within(objectiveIds: readonly string[], range: MinuteInterval): Promise<ReadonlyMap<string, readonly StoredEpisodeNote[]>>;
  find(objectiveId: string, id: string): Promise<StoredEpisodeNote | null>;
  /** Replaces the note whole. Null when the objective is gone. */
  put(note: Omit<StoredEpisodeNote, "updatedAtMs">): Promise<StoredEpisodeNote | null>;
}
