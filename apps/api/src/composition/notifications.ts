import { randomUUID } from "node:crypto";
import type { Store } from "../infra/store/open-store.ts";
import { makeGetAlert } from "../usecases/alert/get-alert.ts";
import { makeListAlerts } from "../usecases/alert/list-alerts.ts";
import { makeRetryNotification } from "../usecases/alert/retry-notification.ts";
import { makeCreateMute } from "../usecases/mute/create-mute.ts";
import { makeEndMute } from "../usecases/mute/end-mute.ts";
import { makeDeleteRoute } from "../usecases/notification/delete-route.ts";
import { makeDeleteTarget } from "../usecases/notification/delete-target.ts";
import { makeGetEffectiveRoute } from "../usecases/notification/get-effective-route.ts";
import { makeGetTarget } from "../usecases/notification/get-target.ts";
import { makePutRoute } from "../usecases/notification/put-route.ts";
import { makeCreateTarget, makeUpdateTarget } from "../usecases/notification/save-target.ts";
import { makeTestSavedTarget, makeTestTarget } from "../usecases/notification/test-target.ts";
import type { NotificationUseCases } from "../usecases/notification-use-cases.ts";
import { targetKinds } from "./kinds.ts";
import type { Targets } from "./targets.ts";

interface NotificationParts {
  readonly store: Store;
  readonly targets: Targets;
  /** There may be something to send. */
  readonly wakeSender: () => void;
}

export function composeNotifications({ store, targets: outgoing, wakeSender }: NotificationParts): NotificationUseCases {
  const { inTransaction, targets, routes, mutes, alerts, queue } = store.notifications;
  const save = { inTransaction, kinds: targetKinds, targets, sealSecret: outgoing.sealSecret, newId: randomUUID };
  const test = { kinds: targetKinds, targets, openSecrets: outgoing.openSecrets, send: outgoing.sendTest };
  return {
    listAlerts: makeListAlerts({ alerts }),
    getAlert: makeGetAlert({ alerts }),
    retryNotification: makeRetryNotification({ queue, wakeSender }),
    listMutes: mutes.list,
    createMute: makeCreateMute({ mutes }),
    endMute: makeEndMute({ mutes, wakeSender }),
    listTargets: targets.list,
    createTarget: makeCreateTarget(save),
    getTarget: makeGetTarget({ targets }),
    updateTarget: makeUpdateTarget(save),
    deleteTarget: makeDeleteTarget({ inTransaction }),
    testTarget: makeTestTarget(test),
    testSavedTarget: makeTestSavedTarget(test),
    listRoutes: routes.list,
    putRoute: makePutRoute({ inTransaction, routes }),
    deleteRoute: makeDeleteRoute({ inTransaction }),
    getEffectiveRoute: makeGetEffectiveRoute({ routes }),
  };
}
