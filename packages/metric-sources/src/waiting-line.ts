import { setMaxListeners } from "node:events";

/** Those who wait for something, first come first served. */
export interface WaitingLine {
  /** True once it is this one's turn; false when the signal aborted first. */
  wait(signal: AbortSignal): Promise<boolean>;
  /** Lets the first one in. False: nobody waits. */
  admit(): boolean;
  readonly length: number;
}

export function makeWaitingLine(): WaitingLine {
  const waiting: (() => void)[] = [];
  return {
    wait: (signal) =>
      new Promise((resolve) => {
        const giveUp = (): void => {
          const place = waiting.indexOf(admit);
          if (place >= 0) waiting.splice(place, 1);
          resolve(false);
        };
        const admit = (): void => {
          signal.removeEventListener("abort", giveUp);
          resolve(true);
        };
        // One read waits with many requests on one signal: that is no leak, everybody takes their listener away.
        setMaxListeners(0, signal);
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.push(admit);
      }),
    admit() {
      const first = waiting.shift();
      first?.();
      return first !== undefined;
    },
    get length() {
      return waiting.length;
    },
  };
}
