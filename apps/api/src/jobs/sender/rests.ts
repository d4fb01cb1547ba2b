import type { Clock } from "../shared/clock.ts";

/** Not to be looked at before, unless something newer than `newest` is waiting. */
interface Rest {
  readonly untilMs: number;
  readonly newest: bigint | null;
}

/** Which targets are left alone for a while, and what rings when a wait is over. */
export interface Rests {
  /** Rings after a wait that the database knows of, rather than letting the next poll find out. */
  ringAfter(targetId: string, ms: number): void;
  /** Leaves a target alone; with `newest` only as long as nothing newer is added to its queue. */
  rest(targetId: string, ms: number, newest: bigint | null): void;
  isResting(targetId: string, newest: bigint): boolean;
  /** Something may have changed that adds nothing to a queue: looks again at those that only wait for that. */
  disturb(): void;
  /** Ends all alarms. */
  stop(): void;
}

/** So that an alarm does not ring a moment before the database's clock has come to the same instant. */
const LATER_THAN_THE_DATABASE_MS = 10;

export function makeRests(clock: Clock, ring: () => void): Rests {
  const rests = new Map<string, Rest>();
  /** One per target: what ends its alarm. */
  const alarms = new Map<string, () => void>();

  function ringAfter(targetId: string, ms: number): void {
    alarms.get(targetId)?.();
    alarms.set(targetId, clock.after(ms + LATER_THAN_THE_DATABASE_MS, ring));
  }

  return {
    ringAfter,
    rest(targetId, ms, newest) {
      rests.set(targetId, { untilMs: clock.monotonicMs() + ms, newest });
      ringAfter(targetId, ms);
    },
    isResting(targetId, newest) {
      const rest = rests.get(targetId);
      if (rest === undefined) return false;
      if (clock.monotonicMs() < rest.untilMs && (rest.newest === null || rest.newest >= newest)) return true;
      rests.delete(targetId);
      return false;
    },
    disturb() {
      for (const [targetId, { newest }] of rests) if (newest !== null) rests.delete(targetId);
    },
    stop() {
      for (const end of alarms.values()) end();
      alarms.clear();
    },
  };
}
