import type { TargetKinds } from "../usecases/notification/target-kinds.ts";
import type { NotificationUseCases } from "../usecases/notification-use-cases.ts";
import type { SourceKinds } from "../usecases/source/source-kinds.ts";
import type { StatusUseCases } from "../usecases/status-use-cases.ts";
import type { DefinitionUseCases } from "../usecases/use-cases.ts";
import { aboutRoute } from "./about/about.route.ts";
import { getAlertRoute } from "./alert/get-alert.route.ts";
import { listAlertsRoute } from "./alert/list-alerts.route.ts";
import { retryNotificationRoute } from "./alert/retry-notification.route.ts";
import { cancelBackfillRoute } from "./backfill/cancel-backfill.route.ts";
import { resumeBackfillRoute } from "./backfill/resume-backfill.route.ts";
import { applyRoute } from "./definitions/apply.route.ts";
import { checkRoute } from "./definitions/check.route.ts";
import type { HandlerTable } from "./endpoint.ts";
import { createMuteRoute } from "./mute/create-mute.route.ts";
import { endMuteRoute } from "./mute/end-mute.route.ts";
import { listMutesRoute } from "./mute/list-mutes.route.ts";
import { createTargetRoute } from "./notification/create-target.route.ts";
import { deleteRouteRoute } from "./notification/delete-route.route.ts";
import { deleteTargetRoute } from "./notification/delete-target.route.ts";
import { getEffectiveRouteRoute } from "./notification/get-effective-route.route.ts";
import { getTargetRoute } from "./notification/get-target.route.ts";
import { listNotificationKindsRoute } from "./notification/list-notification-kinds.route.ts";
import { listRoutesRoute } from "./notification/list-routes.route.ts";
import { listTargetsRoute } from "./notification/list-targets.route.ts";
import { putRouteRoute } from "./notification/put-route.route.ts";
import { testSavedTargetRoute } from "./notification/test-saved-target.route.ts";
import { testTargetRoute } from "./notification/test-target.route.ts";
import { updateTargetRoute } from "./notification/update-target.route.ts";
import { createObjectiveRoute } from "./objective/create-objective.route.ts";
import { deleteObjectiveRoute } from "./objective/delete-objective.route.ts";
import { getObjectiveRoute } from "./objective/get-objective.route.ts";
import { listRevisionsRoute } from "./objective/list-revisions.route.ts";
import { updateObjectiveRoute } from "./objective/update-objective.route.ts";
import { deleteServiceRoute } from "./service/delete-service.route.ts";
import { getServiceRoute } from "./service/get-service.route.ts";
import { listServicesRoute } from "./service/list-services.route.ts";
import { createSourceRoute } from "./source/create-source.route.ts";
import { deleteSourceRoute } from "./source/delete-source.route.ts";
import { getSourceRoute } from "./source/get-source.route.ts";
import { listSourceKindsRoute } from "./source/list-source-kinds.route.ts";
import { listSourcesRoute } from "./source/list-sources.route.ts";
import { testSavedSourceRoute } from "./source/test-saved-source.route.ts";
import { testSourceRoute } from "./source/test-source.route.ts";
import { updateSourceRoute } from "./source/update-source.route.ts";
import { getBurnDownRoute } from "./status/get-burn-down.route.ts";
import { getStatusRoute } from "./status/get-status.route.ts";
import { getTrafficRoute } from "./status/get-traffic.route.ts";
import { listObjectivesRoute } from "./status/list-objectives.route.ts";
import { deleteTeamRoute } from "./team/delete-team.route.ts";
import { getTeamRoute } from "./team/get-team.route.ts";
import { listTeamsRoute } from "./team/list-teams.route.ts";

export interface HandlerDeps {
  readonly usecases: DefinitionUseCases;
  readonly status: StatusUseCases;
  readonly notifications: NotificationUseCases;
  readonly kinds: SourceKinds;
  readonly targetKinds: TargetKinds;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The one list of handlers, by the name of the endpoint in the contract. */
export const makeHandlers = (deps: HandlerDeps) =>
  ({
    about: aboutRoute(deps),

    listObjectives: listObjectivesRoute(deps),
    getStatus: getStatusRoute(deps),
    getBurnDown: getBurnDownRoute(deps),
    getTraffic: getTrafficRoute(deps),

    createObjective: createObjectiveRoute(deps),
    getObjective: getObjectiveRoute(deps),
    updateObjective: updateObjectiveRoute(deps),
    deleteObjective: deleteObjectiveRoute(deps),
    listRevisions: listRevisionsRoute(deps),

    cancelBackfill: cancelBackfillRoute(deps),
    resumeBackfill: resumeBackfillRoute(deps),

    apply: applyRoute(deps),
    check: checkRoute(deps),

    listSourceKinds: listSourceKindsRoute(deps),
    listSources: listSourcesRoute(deps),
    createSource: createSourceRoute(deps),
    getSource: getSourceRoute(deps),
    updateSource: updateSourceRoute(deps),
    deleteSource: deleteSourceRoute(deps),
    testSource: testSourceRoute(deps),
    testSavedSource: testSavedSourceRoute(deps),

    listAlerts: listAlertsRoute(deps),
    getAlert: getAlertRoute(deps),
    retryNotification: retryNotificationRoute(deps),

    listMutes: listMutesRoute(deps),
    createMute: createMuteRoute(deps),
    endMute: endMuteRoute(deps),

    listNotificationKinds: listNotificationKindsRoute(deps),
    listTargets: listTargetsRoute(deps),
    createTarget: createTargetRoute(deps),
    getTarget: getTargetRoute(deps),
    updateTarget: updateTargetRoute(deps),
    deleteTarget: deleteTargetRoute(deps),
    testTarget: testTargetRoute(deps),
    testSavedTarget: testSavedTargetRoute(deps),

    listRoutes: listRoutesRoute(deps),
    putRoute: putRouteRoute(deps),
    deleteRoute: deleteRouteRoute(deps),
    getEffectiveRoute: getEffectiveRouteRoute(deps),

    listServices: listServicesRoute(deps),
    getService: getServiceRoute(deps),
    deleteService: deleteServiceRoute(deps),

    listTeams: listTeamsRoute(deps),
    getTeam: getTeamRoute(deps),
    deleteTeam: deleteTeamRoute(deps),
  }) satisfies HandlerTable;
