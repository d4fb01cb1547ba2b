import { makeRecurrences } from "../recurrence/recurrences.ts";
import { makeAdjustmentReader } from "./adjustments/adjustment-reader.ts";
import { adjustmentWriters } from "./adjustments/adjustment-writer.ts";
import { makeAppliedAdjustments } from "./adjustments/applied-adjustments.ts";
import { makeAgreementStore } from "./agreements/agreement-store.ts";
import { makeAlertReader } from "./alerts/alert-reader.ts";
import { makeChangeReader } from "./alerts/change-reader.ts";
import { makeNotificationQueue } from "./alerts/read-notifications.ts";
import { makeAnnotationStore } from "./annotations/annotation-store.ts";
import { makeCompositeReader } from "./composites/composite-reader.ts";
import { makeCorrectionReader } from "./corrections/correction-reader.ts";
import { makeRefillRequests } from "./corrections/refill-requests.ts";
import { makeBackfillControl } from "./definitions/backfills.ts";
import { definitionWriters, makeInRehearsal, makeInTransaction, notificationWriters } from "./definitions/definition-transactions.ts";
import { makeGroupReader } from "./definitions/groups.ts";
import { makeMuteStore } from "./definitions/mutes.ts";
import { makeObjectiveReader } from "./definitions/objectives.ts";
import { makePolicyReader } from "./definitions/policies.ts";
import { createPrisma } from "./definitions/prisma.ts";
import { makeRouteReader } from "./definitions/routes.ts";
import { makeServiceReader } from "./definitions/services.ts";
import { makeRecordHealth } from "./definitions/source-health.ts";
import { makeFindConnectable, makeSourceReader } from "./definitions/sources.ts";
import { makeFindConnectableTarget, makeTargetReader } from "./definitions/targets.ts";
import { makeTeamReader } from "./definitions/teams.ts";
import { makeEndedAdjustments } from "./evaluation/ended-adjustments.ts";
import { makeEvaluationStore } from "./evaluation/evaluation-store.ts";
import { makeEpisodeAlertReader } from "./insight/episode-alerts.ts";
import { makeEpisodeNoteStore } from "./insight/episode-notes.ts";
import { makeLeaseStore } from "./lease/lease-store.ts";
import { makeMinuteStore } from "./minutes/minute-store.ts";
import { makeOutboxStore } from "./outbox/outbox-store.ts";
import { makeObjectivePeriodStore } from "./periods/objective-period-store.ts";
import { makePool } from "./pool.ts";
import { makeInboxOf } from "./push/inbox.ts";
import { makeInPushTransaction } from "./push/minutes.ts";
import { makeInSeriesTransaction } from "./push/series-transaction.ts";
import { makeTokenReader } from "./push/tokens.ts";
import { makeCheckReady } from "./readiness.ts";
import { makeObjectiveDirectory } from "./status/objective-directory.ts";
import { makeStreamFactsReader } from "./status/stream-facts.ts";
import { makeMinuteImporter } from "./test-import/minute-importer.ts";

export interface OpenStore {
  readonly connectionString: string;
  readonly migrationsDir: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told about connections that break while nobody uses them. */
  readonly onError: (error: Error) => void;
}

/** Connections at most, together well below the 60 of the embedded server. */
const SIZES = { definitions: 8, reading: 10, evaluating: 12, sending: 6, receiving: 6, lease: 2 } as const;
/** A lease lasts 15 s: an answer that comes later is worth nothing, and a silent connection must not stop the loop. */
const LEASE_QUERY_TIMEOUT_MS = 10_000;

/**
 * Everything that is stored, behind the ports of use cases and jobs. Readers, the evaluator, the sender and what others send have pools
 * of their own, so that a storm of requests keeps none of the others waiting.
 */
export function openStore({ connectionString, migrationsDir, now, onError }: OpenStore) {
  const prisma = createPrisma({ connectionString, size: SIZES.definitions, onError });
  const reading = makePool({ connectionString, size: SIZES.reading, applicationName: "solvent-api", onError });
  const evaluating = makePool({ connectionString, size: SIZES.evaluating, applicationName: "solvent-evaluator", onError });
  const sending = makePool({ connectionString, size: SIZES.sending, applicationName: "solvent-sender", onError });
  const receiving = makePool({ connectionString, size: SIZES.receiving, applicationName: "solvent-receiver", onError });
  const leasing = makePool({
    connectionString,
    size: SIZES.lease,
    applicationName: "solvent-lease",
    queryTimeoutMs: LEASE_QUERY_TIMEOUT_MS,
    onError,
  });
  const writtenMinutes = makeMinuteStore(evaluating);
  const leases = makeLeaseStore(leasing);
  const recurrences = makeRecurrences();
  return {
    definitions: {
      objectives: makeObjectiveReader(prisma),
      groups: makeGroupReader(prisma),
      policies: makePolicyReader(prisma),
      services: makeServiceReader(prisma),
      teams: makeTeamReader(prisma),
      sources: makeSourceReader(prisma),
      backfills: makeBackfillControl(prisma, now),
      countSources: () => prisma.source.count(),
      findConnectable: makeFindConnectable(prisma),
      recordHealth: makeRecordHealth(prisma, now),
      inTransaction: makeInTransaction(prisma, definitionWriters),
      inRehearsal: makeInRehearsal(prisma),
    },
    notifications: {
      targets: makeTargetReader(prisma),
      findConnectable: makeFindConnectableTarget(prisma),
      routes: makeRouteReader(prisma),
      mutes: makeMuteStore(prisma),
      inTransaction: makeInTransaction(prisma, notificationWriters),
      alerts: makeAlertReader(reading),
      queue: makeNotificationQueue(reading),
    },
    agreements: makeAgreementStore(prisma),
    periods: makeObjectivePeriodStore(prisma),
    annotations: makeAnnotationStore(reading),
    adjustments: {
      recurrences,
      reader: makeAdjustmentReader(prisma),
      applied: makeAppliedAdjustments(reading, recurrences),
      inTransaction: makeInTransaction(prisma, adjustmentWriters),
    },
    corrections: { reader: makeCorrectionReader(reading), refills: makeRefillRequests(reading) },
    episodes: { notes: makeEpisodeNoteStore(reading), alerts: makeEpisodeAlertReader(reading) },
    changes: makeChangeReader(reading),
    directory: makeObjectiveDirectory(reading),
    composites: makeCompositeReader(reading),
    streams: makeStreamFactsReader(reading),
    minutes: makeMinuteStore(reading),
    evaluator: {
      minutes: writtenMinutes,
      leases,
      adjustments: { ...makeAppliedAdjustments(evaluating, recurrences), ...makeEndedAdjustments(evaluating, recurrences) },
      store: makeEvaluationStore(evaluating, writtenMinutes),
    },
    sender: {
      outbox: makeOutboxStore(sending),
      minutes: makeMinuteStore(sending),
      adjustments: makeAppliedAdjustments(sending, recurrences),
    },
    push: {
      inboxOf: makeInboxOf(evaluating),
      tokens: makeTokenReader(receiving),
      inTransaction: makeInPushTransaction(receiving),
      inSeriesTransaction: makeInSeriesTransaction(receiving),
    },
    minuteImporter: makeMinuteImporter({ pool: evaluating, leases, minutes: writtenMinutes }),
    checkReady: makeCheckReady(reading, migrationsDir),
    close: async (): Promise<void> => {
      await Promise.all([reading.end(), evaluating.end(), sending.end(), receiving.end(), leasing.end(), prisma.$disconnect()]);
    },
  };
}
export type Store = ReturnType<typeof openStore>;
