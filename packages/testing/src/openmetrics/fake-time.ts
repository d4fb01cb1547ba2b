import type { HttpClient, Schedule } from "@solvent/metric-sources";

/** A clock and its timers, moved by the test; requests under way are waited for before time goes on. */
export interface FakeTime {
  readonly now: () => number;
  readonly schedule: Schedule;
  /** Timers that are set. */
  readonly timers: () => number;
  /** A client whose requests take no time on this clock. */
  watch(http: HttpClient): HttpClient;
  /** Any other work that takes no time on this clock. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Moves on, ringing every timer at its instant. */
  moveTo(milliseconds: number): Promise<void>;
  /** Sets the clock without ringing anything, also back. */
  setTo(milliseconds: number): void;
}

interface Timer {
  readonly atMs: number;
  readonly work: () => void;
}

/** Long enough for everything that follows an answer without waiting itself. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function makeFakeTime(startMs: number): FakeTime {
  const timers = new Set<Timer>();
  const pending = new Set<Promise<unknown>>();
  let nowMs = startMs;

  async function settle(): Promise<void> {
    await turn();
    while (pending.size > 0) {
      await Promise.all(pending);
      await turn();
    }
    await turn();
  }

  function nextTimer(untilMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of timers) if (timer.atMs <= untilMs && (next === null || timer.atMs < next.atMs)) next = timer;
    return next;
  }

  function track<T>(work: Promise<T>): Promise<T> {
    pending.add(work);
    return work.finally(() => pending.delete(work));
  }

  return {
    now: () => nowMs,
    timers: () => timers.size,
    schedule(delayMs, work) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    watch: (http) => ({ send: (request) => track(http.send(request)) }),
    track,
    async moveTo(milliseconds) {
      await settle();
      for (let timer = nextTimer(milliseconds); timer !== null; timer = nextTimer(milliseconds)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.work();
        await settle();
      }
      nowMs = milliseconds;
    },
    setTo(milliseconds) {
      nowMs = milliseconds;
    },
  };
}
