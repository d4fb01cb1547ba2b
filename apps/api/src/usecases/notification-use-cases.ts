import type { makeGetAlert } from "./alert/get-alert.ts";
import type { makeListAlerts } from "./alert/list-alerts.ts";
import type { makeRetryNotification } from "./alert/retry-notification.ts";
import type { makeCreateMute } from "./mute/create-mute.ts";
import type { makeEndMute } from "./mute/end-mute.ts";
import type { MuteStore } from "./mute/mute-store.ts";
import type { makeDeleteRoute } from "./notification/delete-route.ts";
import type { makeDeleteTarget } from "./notification/delete-target.ts";
import type { makeGetEffectiveRoute } from "./notification/get-effective-route.ts";
import type { makeGetTarget } from "./notification/get-target.ts";
import type { makePutRoute } from "./notification/put-route.ts";
import type { RouteReader } from "./notification/route-store.ts";
import type { makeCreateTarget, makeUpdateTarget } from "./notification/save-target.ts";
import type { TargetReader } from "./notification/target-store.ts";
import type { makeTestSavedTarget, makeTestTarget } from "./notification/test-target.ts";

/** What can be done with alerts, mutes, targets and routes, ready to be called. */
export interface NotificationUseCases {
  readonly listAlerts: ReturnType<typeof makeListAlerts>;
  readonly getAlert: ReturnType<typeof makeGetAlert>;
  readonly retryNotification: ReturnType<typeof makeRetryNotification>;
  readonly listMutes: MuteStore["list"];
  readonly createMute: ReturnType<typeof makeCreateMute>;
  readonly endMute: ReturnType<typeof makeEndMute>;
  readonly listTargets: TargetReader["list"];
  readonly createTarget: ReturnType<typeof makeCreateTarget>;
  readonly getTarget: ReturnType<typeof makeGetTarget>;
  readonly updateTarget: ReturnType<typeof makeUpdateTarget>;
  readonly deleteTarget: ReturnType<typeof makeDeleteTarget>;
  readonly testTarget: ReturnType<typeof makeTestTarget>;
  readonly testSavedTarget: ReturnType<typeof makeTestSavedTarget>;
  readonly listRoutes: RouteReader["list"];
  readonly putRoute: ReturnType<typeof makePutRoute>;
  readonly deleteRoute: ReturnType<typeof makeDeleteRoute>;
  readonly getEffectiveRoute: ReturnType<typeof makeGetEffectiveRoute>;
}
