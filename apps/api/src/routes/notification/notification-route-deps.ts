import type { TargetKinds } from "../../usecases/notification/target-kinds.ts";
import type { NotificationUseCases } from "../../usecases/notification-use-cases.ts";

/** What the routes of targets may use. */
export interface TargetRouteDeps<K extends keyof NotificationUseCases> {
  readonly notifications: Pick<NotificationUseCases, K>;
  readonly targetKinds: TargetKinds;
}

/** What the other routes about notifications may use. */
export interface NotificationRouteDeps<K extends keyof NotificationUseCases> {
  readonly notifications: Pick<NotificationUseCases, K>;
}
