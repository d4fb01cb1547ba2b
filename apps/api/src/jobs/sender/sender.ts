import type { Clock } from "../shared/clock.ts";
import { makeWakeUp } from "../shared/wake-up.ts";
import type { ExhaustionReader } from "./messages/read-exhaustion.ts";
import type { OutboxStore } from "./outbox-store.ts";
import { makeRests } from "./rests.ts";
import { makeSendOnce } from "./send-once.ts";
import type { SenderMetrics } from "./sender-metrics.ts";
import type { TargetHandles } from "./target-handle.ts";

export interface SenderDeps {
  readonly outbox: OutboxStore;
  readonly targets: TargetHandles;
  readonly exhaustion: ExhaustionReader;
  readonly clock: Clock;
  readonly metrics: SenderMetrics;
  /** Address under which people reach Solvent, without a slash at the end; null when it is not known. */
  readonly publicUrl: string | null;
  /** 0 ≤ random < 1. */
  readonly random: () => number;
  /** Told about everything unexpected; what a receiver does wrong is not. */
  readonly onError: (error: unknown) => void;
}

/** Delivers notifications from the outbox. Any number of processes may run one. */
export interface Sender {
  start(): void;
  /** Starts nothing new, lets messages under way end for a while, then gives them up. */
  stop(): Promise<void>;
  /** There may be something new in the outbox: look now instead of within a second. */
  wake(): void;
}

const POLL_MS = 1_000;
const SWEEP_EVERY_MS = 5_000;
/** A message under way is given so much time to end: one that is cut off may be sent twice. */
const PATIENCE_MS = 6_000;
/** Targets that are sent to at the same time. */
const MOST_WORKERS = 32;
/** A queue that only waits for the end of a mute is looked at again after this time, or when something is added to it. */
const HELD_MS = 5_000;

interface Running {
  readonly stopping: AbortController;
  readonly giveUp: AbortController;
  readonly loop: Promise<void>;
}

async function sweep({ metrics, outbox }: SenderDeps): Promise<void> {
  const { failedOver, suppressed, oldestSeconds } = await outbox.sweep();
  metrics.notifications("failed-over", failedOver);
  metrics.notifications("suppressed", suppressed);
  metrics.outboxOldest(oldestSeconds);
}

async function guarded({ onError }: SenderDeps, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    onError(error);
  }
}

export function makeSender(deps: SenderDeps): Sender {
  const { clock, outbox } = deps;
  const wake = makeWakeUp(clock);
  const sendOnce = makeSendOnce(deps);
  const workers = new Map<string, Promise<void>>();
  const rests = makeRests(clock, wake.call);
  let running: Running | null = null;

  async function work(targetId: string, newest: bigint, { stopping, giveUp }: Pick<Running, "stopping" | "giveUp">): Promise<void> {
    try {
      while (!stopping.signal.aborted) {
        const next = await sendOnce(targetId, giveUp.signal);
        if (next.kind === "more" && next.afterMs === 0) continue;
        if (next.kind === "more") rests.ringAfter(targetId, next.afterMs);
        if (next.kind === "idle") rests.rest(targetId, next.afterMs ?? HELD_MS, next.afterMs === null ? newest : null);
        return;
      }
    } catch (error) {
      rests.rest(targetId, POLL_MS, null);
      deps.onError(error);
    }
  }

  async function pump(signals: Pick<Running, "stopping" | "giveUp">): Promise<void> {
    for (const { targetId, newest } of await outbox.dueTargets()) {
      if (signals.stopping.signal.aborted || workers.size >= MOST_WORKERS) return;
      if (workers.has(targetId) || rests.isResting(targetId, newest)) continue;
      const worker = work(targetId, newest, signals).finally(() => {
        workers.delete(targetId);
        if (workers.size === MOST_WORKERS - 1) wake.call();
      });
      workers.set(targetId, worker);
    }
  }

  async function run(signals: Pick<Running, "stopping" | "giveUp">): Promise<void> {
    let sweptMs = Number.NEGATIVE_INFINITY;
    while (!signals.stopping.signal.aborted) {
      await guarded(deps, () => pump(signals));
      if (clock.monotonicMs() - sweptMs >= SWEEP_EVERY_MS) {
        sweptMs = clock.monotonicMs();
        await guarded(deps, () => sweep(deps));
      }
      await wake.wait(POLL_MS, signals.stopping.signal);
    }
  }

  async function stop(): Promise<void> {
    if (running === null) return;
    const { stopping, giveUp, loop } = running;
    running = null;
    stopping.abort();
    const cancel = clock.after(PATIENCE_MS, () => giveUp.abort());
    await loop;
    await Promise.all(workers.values());
    cancel();
    rests.stop();
  }

  return {
    start() {
      if (running !== null) return;
      const signals = { stopping: new AbortController(), giveUp: new AbortController() };
      running = { ...signals, loop: run(signals) };
    },
    stop,
    wake() {
      // A mute may have been ended, which adds nothing to the queue.
      rests.disturb();
      wake.call();
    },
  };
}
