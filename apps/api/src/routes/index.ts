import type { AdjustmentUseCases } from "../usecases/adjustment-use-cases.ts";
import type { AgreementUseCases } from "../usecases/agreement-use-cases.ts";
import type { AnnotationUseCases } from "../usecases/annotation-use-cases.ts";
import type { CorrectionUseCases } from "../usecases/correction-use-cases.ts";
import type { GroupUseCases } from "../usecases/group-use-cases.ts";
import type { TargetKinds } from "../usecases/notification/target-kinds.ts";
import type { NotificationUseCases } from "../usecases/notification-use-cases.ts";
import type { PolicyUseCases } from "../usecases/policy-use-cases.ts";
import type { PushUseCases } from "../usecases/push-use-cases.ts";
import type { SourceKinds } from "../usecases/source/source-kinds.ts";
import type { StatusUseCases } from "../usecases/status-use-cases.ts";
import type { DefinitionUseCases } from "../usecases/use-cases.ts";
import { aboutRoute } from "./about/about.route.ts";
import { createAdjustmentRoute } from "./adjustment/create-adjustment.route.ts";
import { getAdjustmentRoute } from "./adjustment/get-adjustment.route.ts";
import { listAdjustmentsRoute } from "./adjustment/list-adjustments.route.ts";
import { previewAdjustmentRoute } from "./adjustment/preview-adjustment.route.ts";
import { removeAdjustmentRoute } from "./adjustment/remove-adjustment.route.ts";
import { restoreAdjustmentRoute } from "./adjustment/restore-adjustment.route.ts";
import { updateAdjustmentRoute } from "./adjustment/update-adjustment.route.ts";
import { createAgreementRoute } from "./agreement/create-agreement.route.ts";
import { deleteAgreementRoute } from "./agreement/delete-agreement.route.ts";
import { getAgreementRoute } from "./agreement/get-agreement.route.ts";
import { listAgreementPeriodsRoute } from "./agreement/list-agreement-periods.route.ts";
import { listAgreementsRoute } from "./agreement/list-agreements.route.ts";
import { updateAgreementRoute } from "./agreement/update-agreement.route.ts";
import { getAlertRoute } from "./alert/get-alert.route.ts";
import { listAlertsRoute } from "./alert/list-alerts.route.ts";
import { retryNotificationRoute } from "./alert/retry-notification.route.ts";
import { createAnnotationRoute } from "./annotation/create-annotation.route.ts";
import { deleteAnnotationRoute } from "./annotation/delete-annotation.route.ts";
import { listAnnotationsRoute } from "./annotation/list-annotations.route.ts";
import { cancelBackfillRoute } from "./backfill/cancel-backfill.route.ts";
import { resumeBackfillRoute } from "./backfill/resume-backfill.route.ts";
import { applyRoute } from "./definitions/apply.route.ts";
import { checkRoute } from "./definitions/check.route.ts";
import type { HandlerTable } from "./endpoint.ts";
import { createGroupRoute } from "./group/create-group.route.ts";
import { deleteGroupRoute } from "./group/delete-group.route.ts";
import { getGroupRoute } from "./group/get-group.route.ts";
import { listGroupMembersRoute } from "./group/list-group-members.route.ts";
import { listGroupsRoute } from "./group/list-groups.route.ts";
import { previewGroupRoute } from "./group/preview-group.route.ts";
import { updateGroupRoute } from "./group/update-group.route.ts";
import { backtestRoute } from "./insight/backtest.route.ts";
import { explainRoute } from "./insight/explain.route.ts";
import { getForecastRoute } from "./insight/get-forecast.route.ts";
import { getTargetSuggestionRoute } from "./insight/get-target-suggestion.route.ts";
import { listEpisodesRoute } from "./insight/list-episodes.route.ts";
import { listFleetEpisodesRoute } from "./insight/list-fleet-episodes.route.ts";
import { putEpisodeNoteRoute } from "./insight/put-episode-note.route.ts";
import { whatIfRoute } from "./insight/what-if.route.ts";
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
import { createPolicyRoute } from "./policy/create-policy.route.ts";
import { deletePolicyRoute } from "./policy/delete-policy.route.ts";
import { getObjectivePolicyRoute } from "./policy/get-objective-policy.route.ts";
import { getPolicyRoute } from "./policy/get-policy.route.ts";
import { listPoliciesRoute } from "./policy/list-policies.route.ts";
import { previewPolicyRoute } from "./policy/preview-policy.route.ts";
import { updatePolicyRoute } from "./policy/update-policy.route.ts";
import { issueTokenRoute } from "./push/issue-token.route.ts";
import { pushMinutesRoute } from "./push/push-minutes.route.ts";
import { deleteServiceRoute } from "./service/delete-service.route.ts";
import { getServiceRoute } from "./service/get-service.route.ts";
import { listServicesRoute } from "./service/list-services.route.ts";
import { createSourceRoute } from "./source/create-source.route.ts";
import { deleteSourceRoute } from "./source/delete-source.route.ts";
import { getSourceRoute } from "./source/get-source.route.ts";
import { listSourceKindsRoute } from "./source/list-source-kinds.route.ts";
import { listSourcesRoute } from "./source/list-sources.route.ts";
import { lookUpSourceRoute } from "./source/look-up-source.route.ts";
import { testSavedSourceRoute } from "./source/test-saved-source.route.ts";
import { testSourceRoute } from "./source/test-source.route.ts";
import { updateSourceRoute } from "./source/update-source.route.ts";
import { getBurnDownRoute } from "./status/get-burn-down.route.ts";
import { getStatusRoute } from "./status/get-status.route.ts";
import { getTrafficRoute } from "./status/get-traffic.route.ts";
import { listObjectivePeriodsRoute } from "./status/list-objective-periods.route.ts";
import { listObjectivesRoute } from "./status/list-objectives.route.ts";
import { getRefillRoute } from "./stream/get-refill.route.ts";
import { listCorrectionsRoute } from "./stream/list-corrections.route.ts";
import { listRefillsRoute } from "./stream/list-refills.route.ts";
import { refillStreamRoute } from "./stream/refill-stream.route.ts";
import { deleteTeamRoute } from "./team/delete-team.route.ts";
import { getTeamRoute } from "./team/get-team.route.ts";
import { listTeamsRoute } from "./team/list-teams.route.ts";

export interface HandlerDeps {
  readonly usecases: DefinitionUseCases;
  readonly status: StatusUseCases;
  readonly notifications: NotificationUseCases;
  readonly adjustments: AdjustmentUseCases;
  readonly agreements: AgreementUseCases;
  readonly corrections: CorrectionUseCases;
  readonly groups: GroupUseCases;
  readonly policies: PolicyUseCases;
  readonly push: PushUseCases;
  readonly annotations: AnnotationUseCases;
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
    listObjectivePeriods: listObjectivePeriodsRoute(deps),
    getTraffic: getTrafficRoute(deps),
    explain: explainRoute(deps),
    listEpisodes: listEpisodesRoute(deps),
    putEpisodeNote: putEpisodeNoteRoute(deps),
    listFleetEpisodes: listFleetEpisodesRoute(deps),
    getForecast: getForecastRoute(deps),
    getTargetSuggestion: getTargetSuggestionRoute(deps),
    whatIf: whatIfRoute(deps),
    backtest: backtestRoute(deps),

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
    issueSourceToken: issueTokenRoute(deps),
    lookUpSource: lookUpSourceRoute(deps),
    testSource: testSourceRoute(deps),
    testSavedSource: testSavedSourceRoute(deps),

    listAlerts: listAlertsRoute(deps),
    getAlert: getAlertRoute(deps),
    retryNotification: retryNotificationRoute(deps),

    listAdjustments: listAdjustmentsRoute(deps),
    createAdjustment: createAdjustmentRoute(deps),
    getAdjustment: getAdjustmentRoute(deps),
    updateAdjustment: updateAdjustmentRoute(deps),
    removeAdjustment: removeAdjustmentRoute(deps),
    restoreAdjustment: restoreAdjustmentRoute(deps),
    previewAdjustment: previewAdjustmentRoute(deps),

    listGroups: listGroupsRoute(deps),
    createGroup: createGroupRoute(deps),
    getGroup: getGroupRoute(deps),
    updateGroup: updateGroupRoute(deps),
    deleteGroup: deleteGroupRoute(deps),
    listGroupMembers: listGroupMembersRoute(deps),
    previewGroup: previewGroupRoute(deps),

    listPolicies: listPoliciesRoute(deps),
    createPolicy: createPolicyRoute(deps),
    getPolicy: getPolicyRoute(deps),
    updatePolicy: updatePolicyRoute(deps),
    deletePolicy: deletePolicyRoute(deps),
    previewPolicy: previewPolicyRoute(deps),
    getObjectivePolicy: getObjectivePolicyRoute(deps),

    listAgreements: listAgreementsRoute(deps),
    createAgreement: createAgreementRoute(deps),
    getAgreement: getAgreementRoute(deps),
    updateAgreement: updateAgreementRoute(deps),
    deleteAgreement: deleteAgreementRoute(deps),
    listAgreementPeriods: listAgreementPeriodsRoute(deps),

    listAnnotations: listAnnotationsRoute(deps),
    createAnnotation: createAnnotationRoute(deps),
    deleteAnnotation: deleteAnnotationRoute(deps),

    listCorrections: listCorrectionsRoute(deps),
    pushMinutes: pushMinutesRoute(deps),
    refillStream: refillStreamRoute(deps),
    listRefills: listRefillsRoute(deps),
    getRefill: getRefillRoute(deps),

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
