import type { Schedule } from "../source.ts";
import { makeWaitingLine } from "../waiting-line.ts";

/** `read` goes before `look`: what is looked at hourly must not hold up the minutes. */
export type StartLane = "read" | "look";

/** Lets so many programs start in any minute, first come first served within a lane. */
export interface StartGate {
  /** True when a program may start now; false when the signal aborted first. */
  enter(lane: StartLane, signal: AbortSignal): Promise<boolean>;
}

const MINUTE_MS = 60_000;
/** Part of the starts that looks may use, so that reads find room at once. */
const LOOK_SHARE = 0.5;

export function makeStartGate(startsPerMinute: number, deps: { readonly now: () => number; readonly schedule: Schedule }): StartGate {
  const waiting = { read: makeWaitingLine(), look: makeWaitingLine() } as const;
  /** Times of the starts of the last minute, oldest first. */
  const starts: Readonly<Record<StartLane, number[]>> = { read: [], look: [] };
  const lookLimit = Math.max(1, Math.floor(startsPerMinute * LOOK_SHARE));
  /** Calls off the next look at who waits. */
  let callOff: () => void = () => undefined;

  /** Forgets what is past; a clock that was set back has no starts in the future. */
  function forget(nowMs: number): void {
    for (const times of Object.values(starts)) {
      const kept = times.filter((time) => time > nowMs - MINUTE_MS && time <= nowMs);
      times.splice(0, times.length, ...kept);
    }
  }

  const hasRoom = (lane: StartLane): boolean =>
    starts.read.length + starts.look.length < startsPerMinute && (lane === "read" || starts.look.length < lookLimit);

  function admitWaiting(): void {
    callOff();
    const nowMs = deps.now();
    forget(nowMs);
    for (const lane of ["read", "look"] as const) {
      while (hasRoom(lane) && waiting[lane].admit()) starts[lane].push(nowMs);
    }
    const oldest = Math.min(starts.read[0] ?? nowMs, starts.look[0] ?? nowMs);
    if (waiting.read.length + waiting.look.length > 0) callOff = deps.schedule(Math.max(1, oldest + MINUTE_MS - nowMs), admitWaiting);
  }

  return {
    enter(lane, signal) {
      if (signal.aborted) return Promise.resolve(false);
      const admitted = waiting[lane].wait(signal);
      admitWaiting();
      return admitted;
    },
  };
}
