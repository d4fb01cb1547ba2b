import type { Registry } from "prom-client";
import { makeTargetConnections } from "../infra/notifiers/target-connections.ts";
import { makeSenderMetrics } from "../infra/self-metrics/sender-metrics.ts";
import type { Store } from "../infra/store/open-store.ts";
import { makeReadExhaustion } from "../jobs/sender/messages/read-exhaustion.ts";
import { makeSender, type Sender } from "../jobs/sender/sender.ts";
import { systemClock as jobClock } from "../jobs/shared/clock.ts";
import type { CompositionInput } from "./input.ts";
import type { Targets } from "./targets.ts";

interface SenderParts {
  readonly store: Store;
  readonly targets: Targets;
  readonly registry: Registry;
}

/** Delivers what the evaluator puts into the outbox. */
export function composeSender({ config, onError }: CompositionInput, { store, targets, registry }: SenderParts): Sender {
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
