/** Time as the jobs see it. Minute boundaries never come from here but from the database, see LeaseKeeper. */
export interface Clock {
  /** Milliseconds since the epoch on this machine. */
  wallMs(): number;
  /** Milliseconds that never jump, from an arbitrary start. */
  monotonicMs(): number;
  /** Calls back once after `ms`. The answer cancels it. */
  after(ms: number, call: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
