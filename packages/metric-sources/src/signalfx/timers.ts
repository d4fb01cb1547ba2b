import type { Schedule } from "../source.ts";

/** By the machine's timers; they never keep the process from ending. */
const usualSchedule: Schedule = (delayMs, work) => {
  const timer = setTimeout(work, Math.max(0, delayMs));
  timer.unref();
  return () => clearTimeout(timer);
};

export const scheduleOf = ({ schedule }: { readonly schedule?: Schedule }): Schedule => schedule ?? usualSchedule;

/** A wait that rings once after so long without a sign of life. */
export interface Watch {
  /** Begins anew. */
  alive(): void;
  stop(): void;
}

export function makeWatch(schedule: Schedule, delayMs: number, ring: () => void): Watch {
  let cancel = schedule(delayMs, ring);
  return {
    alive() {
      cancel();
      cancel = schedule(delayMs, ring);
    },
    stop: () => cancel(),
  };
}
