import { Registry } from "prom-client";
import type { AppDeps } from "./app.ts";
import { systemClock as now } from "./clock.ts";
import { composeAdjustments } from "./composition/adjustments.ts";
import { composeAgreements } from "./composition/agreements.ts";
import { composeAnnotations } from "./composition/annotations.ts";
import { composeCorrections } from "./composition/corrections.ts";
import { composeDefinitions } from "./composition/definitions.ts";
import { composeEvaluation } from "./composition/evaluation.ts";
import { composeGroups } from "./composition/groups.ts";
import type { CompositionInput } from "./composition/input.ts";
import { kinds, targetKinds } from "./composition/kinds.ts";
import { composeNotifications } from "./composition/notifications.ts";
import { composePolicies } from "./composition/policies.ts";
import { composePush } from "./composition/push.ts";
import { composeSender } from "./composition/sender.ts";
import { composeSources } from "./composition/sources.ts";
import { composeStatus } from "./composition/status.ts";
import { composeTargets } from "./composition/targets.ts";
import { makeWorkerDefinitionReader } from "./infra/definition-reader/worker-definition-reader.ts";
import { encodeProtobuf } from "./infra/otlp/protobuf.ts";
import { isDatabaseUnavailable } from "./infra/store/database-trouble.ts";
import { openStore } from "./infra/store/open-store.ts";
import type { Evaluator } from "./jobs/evaluator.ts";
import type { Sender } from "./jobs/sender/sender.ts";
import { systemClock as jobClock } from "./jobs/shared/clock.ts";
import { addObjectiveMetrics } from "./plugins/objective-metrics.ts";
import { makeHandlers } from "./routes/index.ts";
import type { SyncGroup } from "./usecases/group/sync-group.ts";
import { makeChangeFeed } from "./usecases/live/change-feed.ts";
import { makeLiveStreams } from "./usecases/live/live-streams.ts";
import { makeStatusBoard } from "./usecases/status/status-board.ts";
import { makeReplaceMinutes } from "./usecases/test-import/replace-minutes.ts";
import { VERSION } from "./version.ts";

export type { CompositionInput };

export interface Composition {
  readonly app: Pick<
    AppDeps,
    "handlers" | "otlp" | "live" | "replaceMinutes" | "registry" | "checkReady" | "isDatabaseUnavailable" | "version" | "now"
  >;
  readonly evaluator: Evaluator;
  readonly sender: Sender;
  /** Records the periods of agreements that are over and settled; the evaluator does it from time to time. */
  freezePeriods(): Promise<void>;
  /** Makes the objectives of a group what its source answered; the evaluator does it when it has asked. */
  readonly syncGroup: SyncGroup;
  /** Ends threads and connections; nothing may be running any more. */
  close(): Promise<void>;
}

/** Puts every implementation behind its port. Nothing else, but the areas under composition/, knows them. */
export function compose(input: CompositionInput): Composition {
  const { config, connectionString, migrationsDir, onError } = input;
  const registry = new Registry();
  const store = openStore({ connectionString, migrationsDir, now, onError });
  const reader = makeWorkerDefinitionReader({ anyWindow: config.testImport });
  const outgoing = composeSources(input, store);
  const { evaluator, freezePeriods, syncGroup } = composeEvaluation(input, { store, outgoing, registry });
  const parts = { config, store, reader, outgoing, nudge: evaluator.nudge };
  const usecases = composeDefinitions(parts);
  const board = makeStatusBoard({ directory: store.directory, minutes: store.minutes, adjustments: store.adjustments.applied, now });
  const status = composeStatus({ ...parts, board, definitions: usecases, evaluator });
  addObjectiveMetrics(registry, board);
  const targets = composeTargets(outgoing, store);
  const sender = composeSender(input, { store, targets, registry });
  const notifications = composeNotifications({ store, targets, wakeSender: sender.wake });
  const adjustments = composeAdjustments(store);
  const agreements = composeAgreements(store);
  const corrections = composeCorrections(store, evaluator.nudge);
  const groups = composeGroups({ ...parts, board });
  const annotations = composeAnnotations(store);
  const policies = composePolicies(parts);
  const push = composePush(parts);
  return {
    app: {
      handlers: makeHandlers({
        usecases,
        status,
        notifications,
        adjustments,
        agreements,
        corrections,
        annotations,
        groups,
        policies,
        push,
        kinds,
        targetKinds,
        now,
      }),
      otlp: { ...push, toProtobuf: encodeProtobuf },
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
    syncGroup,
    close: async () => {
      await reader.close();
      await outgoing.close();
      await store.close();
    },
  };
}
