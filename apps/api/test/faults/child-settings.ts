export interface ChildSettings {
  readonly databaseUrl: string;
  readonly simulatorUrl: string;
  /** Played time: `playedFromMs` at the instant `playedSinceMs`, running `speed` times as fast from there. */
  readonly playedFromMs: number;
  readonly playedSinceMs: number;
  readonly speed: number;
}
