import type { DeliveryFailureClass } from "@solvent/notifiers";

/** What became of notifications; a closed set, because it is a label. */
export type NotificationResult = "sent" | "retried" | "dead" | "suppressed" | "failed-over";

/** What the sender counts, as plain callbacks; the composition registers them under their public names. */
export interface SenderMetrics {
  /** Age of the oldest notification that waits, muted ones left out. */
  outboxOldest(seconds: number): void;
  notifications(result: NotificationResult, count: number): void;
  /** A message was accepted, or why it was not. */
  message(result: "accepted" | DeliveryFailureClass, seconds: number): void;
}

export const ignoredSenderMetrics: SenderMetrics = {
  outboxOldest: () => undefined,
  notifications: () => undefined,
  message: () => undefined,
};
