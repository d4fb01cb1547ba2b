import { randomBytes } from "node:crypto";
import { ServerError } from "./server-error.ts";

type Body = Readonly<Record<string, unknown>>;

/** Searches that go on inside the server. */
export interface AsyncSearches {
  /** `polls`: how often the caller has to ask again until it is done. */
  start(run: () => Body, polls: number): Body;
  poll(id: string): Body;
  remove(id: string): void;
  /** Names of those that nobody has deleted. */
  kept(): readonly string[];
}

interface Running {
  readonly run: () => Body;
  readonly pollsLeft: number;
}

const NOTHING_YET = { took: 5000, timed_out: false, _shards: { total: 1, successful: 0, skipped: 0, failed: 0 } };

export function makeAsyncSearches(): AsyncSearches {
  const running = new Map<string, Running>();
  const times = { start_time_in_millis: 0, expiration_time_in_millis: 600_000 };
  const missing = (id: string): ServerError => new ServerError(404, "resource_not_found_exception", id);

  function answer(id: string, { run, pollsLeft }: Running): Body {
    if (pollsLeft > 0) return { id, is_partial: true, is_running: true, ...times, response: NOTHING_YET };
    return { id, is_partial: false, is_running: false, ...times, response: run() };
  }

  return {
    start(run, polls) {
      // A search that is done at once is not kept, and has no name.
      if (polls === 0) return { is_partial: false, is_running: false, ...times, response: run() };
      const id = randomBytes(24).toString("base64");
      running.set(id, { run, pollsLeft: polls });
      return answer(id, { run, pollsLeft: polls });
    },
    poll(id) {
      const found = running.get(id);
      if (found === undefined) throw missing(id);
      const next = { ...found, pollsLeft: found.pollsLeft - 1 };
      running.set(id, next);
      return answer(id, next);
    },
    remove(id) {
      if (!running.delete(id)) throw missing(id);
    },
    kept: () => [...running.keys()],
  };
}
