import { setMaxListeners } from "node:events";
import { failed } from "../failure.ts";
import type { MetricSource, Outcome, QueryProbe, StreamQuery } from "../source.ts";
import { type Look, type ProbeDeps, probeQueries } from "./probe.ts";

interface WaitingLook extends Look {
  fail(error: unknown): void;
}

/** Looks that begin together. */
interface JointLook {
  join(query: StreamQuery, signal: AbortSignal): Promise<Outcome<QueryProbe>>;
}

const GIVEN_UP = failed("aborted", "the look was given up before it ended");

/** `begin` runs once, after everybody who asks in this turn of the event loop has joined. */
function openJointLook(begin: (looks: readonly WaitingLook[], signal: AbortSignal) => void): JointLook {
  const looks: WaitingLook[] = [];
  const waiting = new Set<WaitingLook>();
  const controller = new AbortController();
  setImmediate(() => begin(looks, controller.signal));
  return {
    join: (query, signal) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          waiting.delete(look);
          signal.removeEventListener("abort", giveUp);
        };
        const giveUp = (): void => {
          end();
          if (waiting.size === 0) controller.abort();
          resolve(GIVEN_UP);
        };
        const look: WaitingLook = {
          query,
          settle(outcome) {
            end();
            resolve(outcome);
          },
          fail(error) {
            end();
            reject(error);
          },
        };
        // Hundreds of looks may share one signal: that is no leak, each takes its listener away.
        setMaxListeners(0, signal);
        signal.addEventListener("abort", giveUp, { once: true });
        looks.push(look);
        waiting.add(look);
      }),
  };
}

/**
 * Looks that are asked for within one turn of the event loop run as few programs together, as live reads do: a start each would use up the
 * starts of a minute. Who gives up is told so at once; the programs are given up when nobody waits any more.
 */
export function makeJointLooks(deps: ProbeDeps): MetricSource["probe"] {
  let open: JointLook | null = null;
  function begin(looks: readonly WaitingLook[], signal: AbortSignal): void {
    open = null;
    probeQueries(deps, looks, signal).catch((error: unknown) => {
      for (const look of looks) look.fail(error);
    });
  }
  return (query, signal) => {
    if (signal.aborted) return Promise.resolve(GIVEN_UP);
    open ??= openJointLook(begin);
    return open.join(query, signal);
  };
}
