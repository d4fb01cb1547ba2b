import type { NotificationEntry } from "@solvent/api-contract";
import { AppError } from "../../errors/app-error.ts";
import type { ReadNotification } from "./alert-reader.ts";
import { toNotificationEntry } from "./to-notification-entry.ts";

export interface NotificationQueue {
  /**
   * Queues a notification again if it was given up and its target still exists; any other stays as it is. Null when there is none of
   * this id.
   */
  retry(id: string): Promise<{ readonly queued: boolean; readonly notification: ReadNotification } | null>;
}

export interface RetryNotificationDeps {
  readonly queue: NotificationQueue;
  /** There is something to send now. */
  readonly wakeSender: () => void;
}

/** Throws `notification.not-found`, `notification.not-dead`, and `target.not-found` when there is nobody any more to send it to. */
export const makeRetryNotification =
  ({ queue, wakeSender }: RetryNotificationDeps) =>
  async (id: string): Promise<NotificationEntry> => {
    const found = await queue.retry(id);
    if (found === null) throw new AppError("notification.not-found", `There is no notification ${id}`);
    const { queued, notification } = found;
    if (queued) {
      wakeSender();
      return toNotificationEntry(notification);
    }
    if (notification.state === "dead") {
      throw new AppError("target.not-found", `The notification target "${notification.target}" was deleted: there is nobody to send it to`);
    }
    throw new AppError(
      "notification.not-dead",
      `Only a notification that was given up can be sent once more; this one is ${notification.state}`,
    );
  };
