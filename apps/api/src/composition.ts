import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectiveDefinition } from "@solvent/domain";
import { findSourceKind, SOURCE_KINDS } from "@solvent/metric-sources";
import { findNotifierKind, NOTIFIER_KINDS } from "@solvent/notifiers";
import { toOpenSlo } from "@solvent/spec";
import { Registry } from "prom-client";
import type { AppDeps } from "./app.ts";
import { systemClock as now } from "./clock.ts";
import type { Config } from "./config.ts";
import { makeWorkerDefinitionReader } from "./infra/definition-reader/worker-definition-reader.ts";
import { makeAddressPolicy, type OwnListener } from "./infra/http/address-policy.ts";
import { makeOutgoingHttp } from "./infra/http/http-client.ts";
import { resolveHost } from "./infra/http/resolve-host.ts";
import { makeConnectTarget } from "./infra/notifiers/connect-target.ts";
import { makeSendTest } from "./infra/notifiers/send-test.ts";
import { makeTargetConnections } from "./infra/notifiers/target-connections.ts";
import { makeSecretBox } from "./infra/secrets/secret-box.ts";
import { makeOpenSecrets, makeSealSecret } from "./infra/secrets/source-secrets.ts";
import { makeOpenTargetSecrets, makeSealTargetSecret } from "./infra/secrets/target-secrets.ts";
import { makeEvaluatorMetrics } from "./infra/self-metrics/evaluator-metrics.ts";
import { makeSenderMetrics } from "./infra/self-metrics/sender-metrics.ts";
import { makeConnectSource, unhurriedSchedule } from "./infra/sources/connect-source.ts";
import { makeSourceConnections } from "./infra/sources/source-connections.ts";
import { isDatabaseUnavailable } from "./infra/store/database-trouble.ts";
import { openStore, type Store } from "./infra/store/open-store.ts";
import { type Evaluator, makeEvaluator } from "./jobs/evaluator.ts";
import { makeReadExhaustion } from "./jobs/sender/messages/read-exhaustion.ts";
import { makeSender, type Sender } from "./jobs/sender/sender.ts";
import { systemClock as jobClock } from "./jobs/shared/clock.ts";
import { addObjectiveMetrics } from "./plugins/objective-metrics.ts";
import { makeHandlers } from "./routes/index.ts";
import { makeGetAbout } from "./usecases/about/get-about.ts";
import { type Actor, LOCAL_ACTOR } from "./usecases/actor.ts";
import { makeRemoveAdjustment, makeRestoreAdjustment, makeUpdateAdjustment } from "./usecases/adjustment/change-adjustment.ts";
import { makeCreateAdjustment } from "./usecases/adjustment/create-adjustment.ts";
import { makeGetAdjustment, makeListAdjustments, makeShowNewest } from "./usecases/adjustment/list-adjustments.ts";
import { makePreviewAdjustment } from "./usecases/adjustment/preview-adjustment.ts";
import { makeShowAdjustment } from "./usecases/adjustment/show-adjustment.ts";
import type { AdjustmentUseCases } from "./usecases/adjustment-use-cases.ts";
import { makeFreezePeriods } from "./usecases/agreement/freeze-periods.ts";
import { makeGetAgreement, makeListAgreementPeriods, makeListAgreements } from "./usecases/agreement/read-agreements.ts";
import { makeCreateAgreement, makeDeleteAgreement, makeUpdateAgreement } from "./usecases/agreement/save-agreement.ts";
import type { AgreementUseCases } from "./usecases/agreement-use-cases.ts";
import { makeGetAlert } from "./usecases/alert/get-alert.ts";
import { makeListAlerts } from "./usecases/alert/list-alerts.ts";
import { makeRetryNotification } from "./usecases/alert/retry-notification.ts";
import { makeControlBackfill } from "./usecases/backfill/control-backfill.ts";
import { makeCheckDefinitions } from "./usecases/check/check-definitions.ts";
import { makePrepareCheck } from "./usecases/check/prepare-check.ts";
import { type ApplyText, makeApplyText } from "./usecases/definitions/apply-text.ts";
import type { DefinitionReader } from "./usecases/definitions/definition-reader.ts";
import { makeBacktest } from "./usecases/insight/backtest.ts";
import { makePutEpisodeNote } from "./usecases/insight/episode-notes.ts";
import { makeExplain } from "./usecases/insight/explain.ts";
import { makeListFleetEpisodes } from "./usecases/insight/fleet-episodes.ts";
import { makeGetForecast } from "./usecases/insight/get-forecast.ts";
import { makeGetTargetSuggestion } from "./usecases/insight/get-target-suggestion.ts";
import { makeListEpisodes } from "./usecases/insight/list-episodes.ts";
import { makeWhatIf } from "./usecases/insight/what-if.ts";
import { makeChangeFeed } from "./usecases/live/change-feed.ts";
import { makeLiveStreams } from "./usecases/live/live-streams.ts";
import { makeCreateMute } from "./usecases/mute/create-mute.ts";
import { makeEndMute } from "./usecases/mute/end-mute.ts";
import { makeDeleteRoute } from "./usecases/notification/delete-route.ts";
import { makeDeleteTarget } from "./usecases/notification/delete-target.ts";
import { makeGetEffectiveRoute } from "./usecases/notification/get-effective-route.ts";
import { makeGetTarget } from "./usecases/notification/get-target.ts";
import { makePutRoute } from "./usecases/notification/put-route.ts";
import { makeCreateTarget, makeUpdateTarget } from "./usecases/notification/save-target.ts";
import type { TargetKinds } from "./usecases/notification/target-kinds.ts";
import { makeTestSavedTarget, makeTestTarget } from "./usecases/notification/test-target.ts";
import type { NotificationUseCases } from "./usecases/notification-use-cases.ts";
import { makeCreateObjective } from "./usecases/objective/create-objective.ts";
import { makeDeleteObjective } from "./usecases/objective/delete-objective.ts";
import { makeGetObjective } from "./usecases/objective/get-objective.ts";
import { makeListRevisions } from "./usecases/objective/list-revisions.ts";
import { makeUpdateObjective } from "./usecases/objective/update-objective.ts";
import { makeDeleteService } from "./usecases/service/delete-service.ts";
import { makeGetService } from "./usecases/service/get-service.ts";
import { makeDeleteSource } from "./usecases/source/delete-source.ts";
import { makeGetSource } from "./usecases/source/get-source.ts";
import { makeCreateSource, makeUpdateSource } from "./usecases/source/save-source.ts";
import type { SourceKinds } from "./usecases/source/source-kinds.ts";
import { makeTestSavedSource, makeTestSource } from "./usecases/source/test-source.ts";
import { makeGetBurnDown } from "./usecases/status/get-burn-down.ts";
import { makeGetStatus } from "./usecases/status/get-status.ts";
import { makeGetTraffic } from "./usecases/status/get-traffic.ts";
import { makeListObjectives } from "./usecases/status/list-objectives.ts";
import { makeStatusBoard, type StatusBoard } from "./usecases/status/status-board.ts";
import type { StatusUseCases } from "./usecases/status-use-cases.ts";
import { makeDeleteTeam } from "./usecases/team/delete-team.ts";
import { makeGetTeam } from "./usecases/team/get-team.ts";
import { makeReplaceMinutes } from "./usecases/test-import/replace-minutes.ts";
import type { DefinitionUseCases } from "./usecases/use-cases.ts";
import { VERSION } from "./version.ts";

export interface CompositionInput {
  readonly config: Config;
  readonly connectionString: string;
  readonly migrationsDir: string;
  readonly secretKey: Buffer;
  /** Where this process listens, null until it does. */
  readonly ownListener: () => OwnListener | null;
  /** Told about what goes wrong outside of any request. */
  readonly onError: (error: unknown) => void;
}

export interface Composition {
  readonly app: Pick<
    AppDeps,
    "handlers" | "live" | "replaceMinutes" | "registry" | "checkReady" | "isDatabaseUnavailable" | "version" | "now"
  >;
  readonly evaluator: Evaluator;
  readonly sender: Sender;
  /** Records the periods of agreements that are over and settled; the evaluator does it from time to time. */
  freezePeriods(): Promise<void>;
  /** Ends threads and connections; nothing may be running any more. */
  close(): Promise<void>;
}

const kinds: SourceKinds = { all: () => SOURCE_KINDS, find: findSourceKind };
const targetKinds: TargetKinds = { all: () => NOTIFIER_KINDS, find: findNotifierKind };

interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly reader: DefinitionReader;
  readonly outgoing: ReturnType<typeof composeSources>;
  /** Something was defined or changed. */
  readonly nudge: () => void;
}

/** Everything that reaches out: one HTTP client, secrets, connections. */
function composeSources({ config, secretKey, ownListener }: CompositionInput, store: Store) {
  const policy = makeAddressPolicy({ listenHost: config.host, allowedTargets: config.allowedTargets, own: ownListener });
  const http = makeOutgoingHttp({ policy, resolve: resolveHost, version: VERSION });
  const guard = {
    now: () => performance.now(),
    // An aborted wait ends early; who waits looks at the signal itself.
    sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    random: Math.random,
  };
  const connect = makeConnectSource({ http, now, guard, schedule: unhurriedSchedule });
  const box = makeSecretBox(secretKey);
  const openSecrets = makeOpenSecrets(box, store.definitions.sources);
  const handles = makeSourceConnections({ findSource: store.definitions.findConnectable, openSecrets, kinds, connect });
  return { http, box, connect, openSecrets, sealSecret: makeSealSecret(box), handles };
}

/** Notification targets, reached by the same HTTP client. */
function composeTargets({ http, box }: Pick<ReturnType<typeof composeSources>, "http" | "box">, store: Store) {
  const connect = makeConnectTarget({ findKind: findNotifierKind, http, now });
  return {
    connect,
    openSecrets: makeOpenTargetSecrets(box, store.notifications.targets),
    sealSecret: makeSealTargetSecret(box),
    sendTest: makeSendTest({ connect, now, monotonicMs: () => performance.now() }),
  };
}

/** Runs `work` and then tells the evaluator that there may be something new to do. */
const nudging =
  <A extends unknown[], T>(work: (...args: A) => Promise<T>, nudge: () => void) =>
  async (...args: A): Promise<T> => {
    const result = await work(...args);
    nudge();
    return result;
  };

function composeObjectives({ config, store, reader, nudge }: Parts) {
  const { inTransaction, inRehearsal, objectives, backfills } = store.definitions;
  const write = {
    inTransaction,
    kinds,
    history: config,
    now,
    findObjective: objectives.find,
    read: reader.read,
    toOpenSlo: (definition: ObjectiveDefinition) => toOpenSlo({ objectives: [definition] }),
  };
  const applyText = makeApplyText({
    reader,
    inTransaction,
    inRehearsal,
    kinds,
    recurrences: store.adjustments.recurrences,
    history: config,
    newId: randomUUID,
    now,
  });
  return {
    createObjective: nudging(makeCreateObjective(write), nudge),
    getObjective: makeGetObjective({ objectives }),
    updateObjective: nudging(makeUpdateObjective(write), nudge),
    deleteObjective: makeDeleteObjective({ inTransaction }),
    listRevisions: makeListRevisions({ objectives }),
    cancelBackfill: makeControlBackfill({ backfills }, "cancel"),
    resumeBackfill: nudging(makeControlBackfill({ backfills }, "resume"), nudge),
    applyText: async (input: ApplyText, actor: Actor) => {
      const applied = await applyText(input, actor);
      if (!input.dryRun && applied.changes.some(({ action }) => action !== "unchanged")) nudge();
      return applied;
    },
  };
}

function composeRest({ store, outgoing, nudge }: Parts) {
  const { inTransaction, services, teams, sources, recordHealth } = store.definitions;
  const save = { inTransaction, kinds, sources, sealSecret: outgoing.sealSecret, newId: randomUUID };
  const test = { kinds, sources, openSecrets: outgoing.openSecrets, connect: outgoing.connect, deadline: AbortSignal.timeout };
  return {
    listSources: sources.list,
    createSource: makeCreateSource(save),
    getSource: makeGetSource({ sources }),
    updateSource: nudging(makeUpdateSource(save), nudge),
    deleteSource: makeDeleteSource({ inTransaction }),
    testSource: makeTestSource(test),
    testSavedSource: makeTestSavedSource({ ...test, recordHealth }),
    listServices: services.list,
    getService: makeGetService({ services }),
    deleteService: makeDeleteService({ inTransaction }),
    listTeams: teams.list,
    getTeam: makeGetTeam({ teams }),
    deleteTeam: makeDeleteTeam({ inTransaction }),
  };
}

const composeUseCases = (parts: Parts): DefinitionUseCases => ({ ...composeObjectives(parts), ...composeRest(parts) });

interface SenderParts {
  readonly store: Store;
  readonly targets: ReturnType<typeof composeTargets>;
  readonly registry: Registry;
}

/** Delivers what the evaluator puts into the outbox. */
function composeSender({ config, onError }: CompositionInput, { store, targets, registry }: SenderParts): Sender {
  const { connect, openSecrets } = targets;
  return makeSender({
    outbox: store.sender.outbox,
    targets: makeTargetConnections({ findTarget: store.notifications.findConnectable, openSecrets, connect }),
    exhaustion: makeReadExhaustion({ ...store.sender, clock: jobClock, onError }),
    clock: jobClock,
    metrics: makeSenderMetrics(registry),
    publicUrl: config.publicUrl,
    random: Math.random,
    onError,
  });
}

interface NotificationParts {
  readonly store: Store;
  readonly targets: ReturnType<typeof composeTargets>;
  /** There may be something to send. */
  readonly wakeSender: () => void;
}

function composeNotifications({ store, targets: outgoing, wakeSender }: NotificationParts): NotificationUseCases {
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

function composeAgreements({ agreements, directory, minutes, adjustments: { applied: adjustments } }: Store): AgreementUseCases {
  const deps = { agreements, directory, minutes, adjustments };
  return {
    listAgreements: makeListAgreements(deps),
    getAgreement: makeGetAgreement(deps),
    listAgreementPeriods: makeListAgreementPeriods(deps),
    createAgreement: makeCreateAgreement(deps),
    updateAgreement: makeUpdateAgreement(deps),
    deleteAgreement: makeDeleteAgreement(deps),
  };
}

function composeAdjustments({ adjustments: stored, directory, minutes }: Store): AdjustmentUseCases {
  const { recurrences, reader: adjustments, applied, inTransaction } = stored;
  const show = makeShowAdjustment({ recurrences, now });
  const change = { inTransaction, recurrences, showNewest: makeShowNewest({ adjustments, show }), newId: randomUUID };
  return {
    listAdjustments: makeListAdjustments({ adjustments, recurrences, show }),
    getAdjustment: makeGetAdjustment({ adjustments, show }),
    createAdjustment: makeCreateAdjustment(change),
    updateAdjustment: makeUpdateAdjustment(change),
    removeAdjustment: makeRemoveAdjustment(change),
    restoreAdjustment: makeRestoreAdjustment(change),
    previewAdjustment: makePreviewAdjustment({ directory, minutes, adjustments: applied, recurrences, inTransaction }),
  };
}

/** What became of budgets, and what may become of them. */
function composeLedgers({ adjustments, episodes, directory, minutes }: Store) {
  const deps = { directory, minutes, adjustments: adjustments.applied, ...episodes };
  return {
    listEpisodes: makeListEpisodes(deps),
    putEpisodeNote: makePutEpisodeNote(deps),
    listFleetEpisodes: makeListFleetEpisodes(deps),
    getForecast: makeGetForecast(deps),
    getTargetSuggestion: makeGetTargetSuggestion(deps),
  };
}

interface StatusParts extends Parts {
  readonly board: StatusBoard;
  readonly definitions: DefinitionUseCases;
  readonly evaluator: Evaluator;
}

function composeStatus({ config, store, reader, outgoing, board, definitions, evaluator }: StatusParts): StatusUseCases {
  const { directory, minutes } = store;
  const prepare = makePrepareCheck({
    rehearse: (text) => definitions.applyText({ text, dryRun: true }, LOCAL_ACTOR),
    reader,
    sources: store.definitions.sources,
    kinds,
    connectStored: async (stored) => {
      const handle = await outgoing.handles.get(stored.id);
      return handle.ok ? { ok: true, value: handle.value.source } : handle;
    },
    connectUnsaved: (kind, connection) => outgoing.connect(kind, connection, new Map()),
  });
  return {
    about: makeGetAbout({
      version: VERSION,
      database: config.databaseUrl === null ? "embedded" : "external",
      evaluator: () => {
        const { role, lastTick } = evaluator.state();
        return { active: role === "leader", lastTickAtMs: lastTick?.startedForMs ?? null };
      },
      board,
      countSources: store.definitions.countSources,
      now,
    }),
    listObjectives: makeListObjectives({ board, minutes, now }),
    getStatus: makeGetStatus({ board, now }),
    getBurnDown: makeGetBurnDown({ directory, minutes, adjustments: store.adjustments.applied }),
    getTraffic: makeGetTraffic({ directory, minutes, adjustments: store.adjustments.applied }),
    ...composeLedgers(store),
    explain: makeExplain({ board, minutes, streams: store.streams }),
    backtest: makeBacktest({ directory, minutes, adjustments: store.adjustments.applied }),
    whatIf: makeWhatIf({ directory, minutes, adjustments: store.adjustments.applied }),
    checkDefinitions: makeCheckDefinitions({ prepare, history: config, now, deadline: AbortSignal.timeout }),
  };
}

/** Puts every implementation behind its port. The only place that knows them all. */
export function compose(input: CompositionInput): Composition {
  const { config, connectionString, migrationsDir, onError } = input;
  const registry = new Registry();
  const store = openStore({ connectionString, migrationsDir, now, onError });
  const reader = makeWorkerDefinitionReader({ anyWindow: config.testImport });
  const outgoing = composeSources(input, store);
  const { agreements: agreementStore, directory, minutes } = store;
  const freezePeriods = makeFreezePeriods({ agreements: agreementStore, directory, minutes, adjustments: store.adjustments.applied });
  const evaluator = makeEvaluator({
    ...store.evaluator,
    freezePeriods,
    handles: outgoing.handles,
    clock: jobClock,
    metrics: makeEvaluatorMetrics(registry),
    owner: randomUUID(),
    retentionDays: config.retentionDays,
    onError,
  });
  const parts = { config, store, reader, outgoing, nudge: evaluator.nudge };
  const usecases = composeUseCases(parts);
  const board = makeStatusBoard({ directory: store.directory, minutes: store.minutes, adjustments: store.adjustments.applied, now });
  const status = composeStatus({ ...parts, board, definitions: usecases, evaluator });
  addObjectiveMetrics(registry, board);
  const targets = composeTargets(outgoing, store);
  const sender = composeSender(input, { store, targets, registry });
  const notifications = composeNotifications({ store, targets, wakeSender: sender.wake });
  const adjustments = composeAdjustments(store);
  const agreements = composeAgreements(store);
  return {
    app: {
      handlers: makeHandlers({ usecases, status, notifications, adjustments, agreements, kinds, targetKinds, now }),
      live: makeLiveStreams({ follow: makeChangeFeed({ reader: store.changes, clock: jobClock, onError }), clock: jobClock }),
      replaceMinutes: config.testImport ? makeReplaceMinutes({ importer: store.minuteImporter }) : null,
      registry,
      checkReady: store.checkReady,
      isDatabaseUnavailable,
      version: VERSION,
      now,
    },
    evaluator,
    sender,
    freezePeriods,
    close: async () => {
      await reader.close();
      await outgoing.http.close();
      await store.close();
    },
  };
}
