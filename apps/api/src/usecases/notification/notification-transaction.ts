import type { RouteWriter } from "./route-store.ts";
import type { TargetWriter } from "./target-store.ts";

/** Everything that one change of who is told may write. Subjects of routes are locked first, then targets, then routes. */
export interface NotificationTransaction {
  readonly targets: TargetWriter;
  readonly routes: RouteWriter;
}

/** All of `work` is stored or none; a conflict with another transaction runs it again. */
export type InNotificationTransaction = <T>(work: (tx: NotificationTransaction) => Promise<T>) => Promise<T>;
