import type { JobWorld } from "./job.ts";

/** Limits of an organisation and its token, and how far they were used. */
export interface Account {
  readonly token: string;
  readonly jobsPerConnection: number;
  readonly startsPerMinute: number;
  readonly world: JobWorld;
  /** False when there were too many in the last minute; such a start counts, too. */
  mayStart(): boolean;
  readonly usage: Usage;
}

export interface Usage {
  /** Milliseconds since the epoch. */
  readonly starts: number[];
  connections: number;
  /** Most jobs that one connection had at once. */
  mostJobs: number;
  /** Programs that nobody waited for any more. */
  detached: number;
  stopped: number;
}

const MINUTE_MS = 60_000;

export function makeAccount(given: Omit<Account, "mayStart" | "usage">): Account {
  const usage: Usage = { starts: [], connections: 0, mostJobs: 0, detached: 0, stopped: 0 };
  return {
    ...given,
    usage,
    mayStart() {
      const nowMs = given.world.now();
      usage.starts.push(nowMs);
      return usage.starts.filter((time) => time > nowMs - MINUTE_MS).length <= given.startsPerMinute;
    },
  };
}

export const TOO_MANY_STARTS = { code: 429, message: "Too many requests: job start rate exceeded", errorType: "RATE_LIMIT" };
