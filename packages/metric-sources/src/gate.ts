import { makeWaitingLine } from "./waiting-line.ts";

/** `prompt` goes before `usual`: a person waits for it. */
export type GateLane = "prompt" | "usual";

/** Lets a bounded number of requests in, at a bounded rate that all lanes share, first come first served within a lane. */
export interface Gate {
  /** True when the caller may go on and must `leave` later; false when the signal aborted first. */
  enter(lane: GateLane, signal: AbortSignal): Promise<boolean>;
  leave(): void;
}

interface GateDeps {
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const SECOND_MS = 1000;

export function makeGate(limits: { readonly maxConcurrent: number; readonly maxPerSecond: number }, { now, sleep }: GateDeps): Gate {
  const waiting = { prompt: makeWaitingLine(), usual: makeWaitingLine() } as const;
  /** Start times, reserved ones in the future included, of the last `maxPerSecond` requests. */
  const starts: number[] = [];
  let inside = 0;

  function leave(): void {
    if (!waiting.prompt.admit() && !waiting.usual.admit()) inside -= 1;
  }

  /** Takes the next free start time and waits for it. */
  async function waitForTurn(signal: AbortSignal): Promise<boolean> {
    const oldest = starts.length < limits.maxPerSecond ? Number.NEGATIVE_INFINITY : (starts.shift() ?? Number.NEGATIVE_INFINITY);
    const start = Math.max(now(), oldest + SECOND_MS);
    starts.push(start);
    while (!signal.aborted && now() < start) await sleep(start - now(), signal);
    return !signal.aborted;
  }

  return {
    async enter(lane, signal) {
      if (signal.aborted) return false;
      if (inside < limits.maxConcurrent) inside += 1;
      else if (!(await waiting[lane].wait(signal))) return false;
      if (await waitForTurn(signal)) return true;
      leave();
      return false;
    },
    leave,
  };
}
