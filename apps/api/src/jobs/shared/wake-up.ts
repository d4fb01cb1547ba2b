import type { Clock } from "./clock.ts";

/** A loop's alarm clock: waits until a time has passed, somebody calls, or the loop is to end. */
export interface WakeUp {
  /** Ends the present wait, or the next one if nobody waits. */
  call(): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function makeWakeUp(clock: Clock): WakeUp {
  let called = false;
  let finish: (() => void) | null = null;
  return {
    call() {
      called = true;
      finish?.();
    },
    async wait(ms, signal) {
      if (!called && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const cancel = clock.after(ms, () => finish?.());
          finish = () => {
            cancel();
            signal.removeEventListener("abort", onAbort);
            finish = null;
            resolve();
          };
          const onAbort = () => finish?.();
          signal.addEventListener("abort", onAbort);
        });
      }
      called = false;
    },
  };
}
