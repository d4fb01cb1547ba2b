import { randomUUID } from "node:crypto";
import type { Registry } from "prom-client";
import { makeEvaluatorMetrics } from "../infra/self-metrics/evaluator-metrics.ts";
import type { Store } from "../infra/store/open-store.ts";
import { makeEvaluator } from "../jobs/evaluator.ts";
import { systemClock as jobClock } from "../jobs/shared/clock.ts";
import { makeFreezePeriods } from "../usecases/agreement/freeze-periods.ts";
import type { CompositionInput } from "./input.ts";
import type { Outgoing } from "./sources.ts";

interface EvaluationParts {
  readonly store: Store;
  readonly outgoing: Outgoing;
  readonly registry: Registry;
}

/** The tick, and the freezing of periods that it does from time to time. */
export function composeEvaluation({ config, onError }: CompositionInput, { store, outgoing, registry }: EvaluationParts) {
  const { agreements, directory, minutes } = store;
  const freezePeriods = makeFreezePeriods({ agreements, directory, minutes, adjustments: store.adjustments.applied });
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
  return { evaluator, freezePeriods };
}
