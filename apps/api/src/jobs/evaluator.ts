import { MINUTE_MS } from "@solvent/domain";
import { WATCH_EVERY_MS } from "./alerts/evaluator-watch.ts";
import { type EvaluatorDeps, type EvaluatorParts, makeEvaluatorParts } from "./evaluator-parts.ts";
import { makeWakeUp, type WakeUp } from "./shared/wake-up.ts";
import { nextTickMs } from "./tick/next-tick.ts";
import type { TickReport } from "./tick/tick.ts";

export interface LastTick extends TickReport {
  /** Instant of the database's clock that the tick was started for. */
  readonly startedForMs: number;
  readonly durationMs: number;
}

export interface EvaluatorState {
  readonly role: "stopped" | "follower" | "leader";
  /** Null before the first tick of this process. */
  readonly lastTick: LastTick | null;
  /** Database clock minus this machine's, null before the first grant. */
  readonly databaseSkewMs: number | null;
}

/** Reads the sources each minute while this process holds the lease, and does the slower work in between. */
export interface Evaluator {
  start(): void;
  /** Aborts requests, lets running transactions end, gives the lease back. */
  stop(): Promise<void>;
  state(): EvaluatorState;
  /** Something was defined or changed: look at it now instead of at the next minute. */
  nudge(): void;
}

const BACKGROUND_EVERY_MS = 5_000;
const UPKEEP_EVERY_MS = 10 * MINUTE_MS;

interface Running {
  readonly abort: AbortController;
  readonly loops: Promise<unknown>;
}

interface Loop {
  readonly deps: EvaluatorDeps;
  readonly parts: EvaluatorParts;
  readonly signal: AbortSignal;
}

/** Renews, or tries to take over. A renewal that fails leaves no leader at once. */
async function keepLease({ deps, parts, signal }: Loop): Promise<void> {
  const wake = makeWakeUp(deps.clock);
  while (!signal.aborted) {
    await parts.keeper.renew();
    await wake.wait(parts.keeper.dueInMs(), signal);
  }
}

async function guarded(parts: EvaluatorParts, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    parts.onError(error);
  }
}

/** Back-fill and refill by workers of their own; probes and housekeeping one after the other. */
async function runBackground({ deps, parts, signal }: Loop, wake: WakeUp): Promise<void> {
  let probedMs = Number.NEGATIVE_INFINITY;
  let keptMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    if (parts.keeper.fence() !== null) {
      const nowMs = deps.clock.monotonicMs();
      await guarded(parts, () => parts.background.pump(signal));
      if (nowMs - keptMs >= UPKEEP_EVERY_MS) {
        keptMs = nowMs;
        await guarded(parts, parts.upkeep);
        await guarded(parts, deps.freezePeriods);
      }
      if (nowMs - probedMs >= MINUTE_MS) {
        probedMs = nowMs;
        await guarded(parts, () => parts.hourlyProbe(signal));
      }
    }
    await wake.wait(BACKGROUND_EVERY_MS, signal);
  }
}

/** Not part of the tick, and not only of the leader: it is the tick that may be stuck. */
async function watchEvaluation({ deps, parts, signal }: Loop): Promise<void> {
  const wake = makeWakeUp(deps.clock);
  while (!signal.aborted) {
    await wake.wait(WATCH_EVERY_MS, signal);
    if (!signal.aborted) await guarded(parts, parts.watch);
  }
}

export function makeEvaluator(deps: EvaluatorDeps): Evaluator {
  const tickWake = makeWakeUp(deps.clock);
  const backgroundWake = makeWakeUp(deps.clock);
  let running: Running | null = null;
  let lastTick: LastTick | null = null;
  const ticks = new Set<Promise<void>>();

  /** Database time of the next tick. */
  let dueMs = Number.NEGATIVE_INFINITY;

  const wakeAll = () => {
    dueMs = Number.NEGATIVE_INFINITY;
    tickWake.call();
    backgroundWake.call();
  };
  const parts = makeEvaluatorParts(deps, wakeAll);

  async function tickOnce(startedForMs: number, signal: AbortSignal): Promise<void> {
    const startedMs = deps.clock.monotonicMs();
    const report = await parts.tick.run(startedForMs, signal);
    lastTick = { ...report, startedForMs, durationMs: Math.round(deps.clock.monotonicMs() - startedMs) };
    // New streams have been looked at, sources have come back: there may be history to read.
    backgroundWake.call();
  }

  /** A timer may ring before the database's minute is over; a clock set back would put the next minute far away. */
  const isDue = (nowMs: number): boolean => nowMs >= dueMs || dueMs - nowMs > MINUTE_MS + MINUTE_MS / 2;

  /** Not awaited by the loop: a slow source must not keep the next minute of the others waiting. */
  function startTick(startedForMs: number, signal: AbortSignal): void {
    const tick = guarded(parts, () => tickOnce(startedForMs, signal)).finally(() => ticks.delete(tick));
    ticks.add(tick);
  }

  async function keepMinutes({ signal }: Loop): Promise<void> {
    while (!signal.aborted) {
      const nowMs = parts.keeper.databaseNowMs();
      const leads = nowMs !== null && parts.keeper.fence() !== null;
      if (leads && isDue(nowMs)) {
        startTick(nowMs, signal);
        dueMs = nextTickMs(nowMs, parts.tick.ingestDelaysSeconds());
      }
      await tickWake.wait(leads ? dueMs - nowMs : MINUTE_MS, signal);
    }
  }

  function start(): void {
    if (running !== null) return;
    const abort = new AbortController();
    const loop: Loop = { deps, parts, signal: abort.signal };
    running = {
      abort,
      loops: Promise.all([keepLease(loop), keepMinutes(loop), runBackground(loop, backgroundWake), watchEvaluation(loop)]),
    };
  }

  async function stop(): Promise<void> {
    if (running === null) return;
    const { abort, loops } = running;
    running = null;
    abort.abort();
    await loops;
    await Promise.all(ticks);
    await parts.background.idle();
    await guarded(parts, parts.keeper.release);
  }

  function state(): EvaluatorState {
    const nowMs = parts.keeper.databaseNowMs();
    const role = running === null ? "stopped" : parts.keeper.fence() === null ? "follower" : "leader";
    return { role, lastTick, databaseSkewMs: nowMs === null ? null : Math.round(nowMs - deps.clock.wallMs()) };
  }

  return { start, stop, state, nudge: wakeAll };
}
