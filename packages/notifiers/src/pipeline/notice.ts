/** How one message was handed over: one notice, or several paced together. It decides the pacing of the messages after it. */
export type DeliveryForm = "single" | "summary";

/** The last message that carried a notice. */
export interface LastAttempt {
  readonly deliveryId: bigint;
  readonly form: DeliveryForm;
  /** How many notices it carried. */
  readonly carried: number;
  readonly attempt: number;
  /** False: the receiver asked to wait, or it was not even tried; the next one has the same number. */
  readonly counts: boolean;
  /** This attempt or one before it may have been accepted although nobody saw it. */
  readonly unsure: boolean;
}

/** What became of the notice that the alert fired, for the same target. `none`: this target was never to be told of it. */
export type FiredFate = "none" | "queued" | "told" | "suppressed" | "dead" | "dead-unsure";

/** A notification that waits for one target, with what is known about it at the moment of choosing. */
export interface QueuedNotice {
  /** Ids ascend in the order of events. */
  readonly id: bigint;
  readonly alertId: bigint;
  readonly event: "fired" | "resolved";
  readonly page: boolean;
  readonly alertOpen: boolean;
  /** Reason of the mute that holds now, null without one. */
  readonly muted: string | null;
  /** Why another open alert says it better, null when none does. */
  readonly overshadowed: string | null;
  /** Null for a notice that is itself the fired one. */
  readonly fired: FiredFate | null;
  readonly lastAttempt: LastAttempt | null;
}

/** One thing to say, carrying one notice or the two of an alert that nobody was told of in time. */
export interface SendItem {
  /** The notice that gives the message its identity. */
  readonly notice: QueuedNotice;
  /** Ids of all notices that it carries, ascending. */
  readonly carries: readonly bigint[];
  readonly says: "fired" | "resolved";
  /** It resolves something that this receiver was not told of. */
  readonly firstNotice: boolean;
  /** An earlier attempt may have been accepted. */
  readonly repeated: boolean;
  /** Which attempt to say it the next one is, from 1. */
  readonly attempt: number;
  /** The delivery that may have been accepted with exactly these items: they are sent together again, under the same key. */
  readonly group: bigint | null;
}
