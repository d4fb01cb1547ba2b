/** Where a sender ends itself: within the claiming transaction, after it, after the message was accepted, after that was stored. */
export const DEATHS = ["in-claim", "claimed", "sent", "settled"] as const;

export interface SenderChildSettings {
  readonly databaseUrl: string;
  readonly receiverUrl: string;
  /** Played time: `playedFromMs` at the instant `playedSinceMs`, running `speed` times as fast from there. */
  readonly playedFromMs: number;
  readonly playedSinceMs: number;
  readonly speed: number;
  /** Null: it lives until it is killed. */
  readonly dieAt: (typeof DEATHS)[number] | null;
}
