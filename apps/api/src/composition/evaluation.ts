import { randomUUID } from "node:crypto";
import type { Registry } from "prom-client";
import { systemClock as now } from "../clock.ts";
import { makeEvaluatorMetrics } from "../infra/self-metrics/evaluator-metrics.ts";
import type { Store } from "../infra/store/open-store.ts";
import { makeEvaluator } from "../jobs/evaluator.ts";
import { systemClock as jobClock } from "../jobs/shared/clock.ts";
import { makeFreezePeriods } from "../usecases/agreement/freeze-periods.ts";
import { makeSyncGroup } from "../usecases/group/sync-group.ts";
import { makeFreezeObjectivePeriods } from "../usecases/period/freeze-objective-periods.ts";
import type { CompositionInput } from "./input.ts";
import { kinds } from "./kinds.ts";
import type { Outgoing } from "./sources.ts";

interface EvaluationParts {
  readonly store: Store;
  readonly outgoing: Outgoing;
  readonly registry: Registry;
}

/** The tick, and the freezing of periods that it does from time to time. */
export function composeEvaluation({ config, onError }: CompositionInput, { store, outgoing, registry }: EvaluationParts) {
  const { agreements, directory, minutes, periods } = store;
  const settled = { directory, minutes, adjustments: store.adjustments.applied };
  const freezeAgreements = makeFreezePeriods({ ...settled, agreements });
  const freezeObjectives = makeFreezeObjectivePeriods({ ...settled, periods });
  const freezePeriods = async () => {
    await freezeAgreements();
    await freezeObjectives();
  };
  const sync = makeSyncGroup({ inTransaction: store.definitions.inTransaction, kinds, history: config, now });
  const syncGroup: typeof sync = async (listing) => {
    const synced = await sync(listing);
    if (synced.kind === "synced" && synced.created + synced.restored > 0) evaluator.nudge();
    return synced;
  };
  const evaluator = makeEvaluator({
    ...store.evaluator,
    freezePeriods,
    syncGroup,
    handles: outgoing.handles,
    requestsPerMinute: outgoing.requestsPerMinute,
    clock: jobClock,
    metrics: makeEvaluatorMetrics(registry),
    owner: randomUUID(),
    retentionDays: config.retentionDays,
    onError,
  });
  return { evaluator, freezePeriods, syncGroup };
}
