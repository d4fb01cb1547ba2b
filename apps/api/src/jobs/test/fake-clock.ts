import type { Clock } from "../shared/clock.ts";

interface Timer {
  readonly dueMs: number;
  readonly call: () => void;
}

export interface FakeClock extends Clock {
  /** Moves on to an instant and rings the timers due until then, in order. */
  moveTo(ms: number): void;
}

export function makeFakeClock(startMs: number): FakeClock {
  let nowMs = startMs;
  const timers = new Set<Timer>();
  return {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    after(ms, call) {
      const timer = { dueMs: nowMs + ms, call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    moveTo(ms) {
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.dueMs <= ms).sort((a, b) => a.dueMs - b.dueMs);
        if (next === undefined) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.call();
      }
      nowMs = ms;
    },
  };
}
