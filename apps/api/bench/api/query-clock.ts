import { performance } from "node:perf_hooks";
import pg from "pg";

export interface QueryClock {
  /** Milliseconds that statements took since it was last asked, from sending to the whole answer. */
  take(): number;
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

/** Measures every statement of this process from now on. Pools pass a callback, everybody else waits for a promise. */
export function startQueryClock(): QueryClock {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const original = prototype.query;
  let spentMs = 0;
  prototype.query = function (...args) {
    const started = performance.now();
    const stop = () => {
      spentMs += performance.now() - started;
    };
    const callback = args.at(-1);
    if (typeof callback === "function") {
      return original.apply(this, [
        ...args.slice(0, -1),
        (...answer: unknown[]) => {
          stop();
          callback(...answer);
        },
      ]);
    }
    const answer = original.apply(this, args);
    if (answer instanceof Promise) answer.then(stop, stop);
    return answer;
  };
  return {
    take() {
      const taken = spentMs;
      spentMs = 0;
      return taken;
    },
  };
}
