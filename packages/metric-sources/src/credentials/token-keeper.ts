import { setMaxListeners } from "node:events";
import { failed, succeeded } from "../failure.ts";
import type { Outcome } from "../source.ts";

/** A token with the seconds after which it is not used any more. */
export interface IssuedToken {
  readonly text: string;
  readonly usableSeconds: number;
}

/** Tokens of one connection, one after the other. */
export interface TokenKeeper {
  /** One that is still good; fetched when there is none. All who wait share one request. */
  get(signal: AbortSignal): Promise<Outcome<string>>;
  /** The server did not take this one: it is not used again. */
  drop(token: string): void;
  /** The last tokens, as none of them may show up in a text. */
  known(): readonly string[];
}

const MAX_KNOWN = 8;
const GIVEN_UP = "the request was given up before it was answered";

/** The wait ends with the signal; what is waited for goes on for the others. */
function untilAborted<T>(work: Promise<Outcome<T>>, signal: AbortSignal): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(failed("aborted", GIVEN_UP));
    if (signal.aborted) return giveUp();
    // Many requests of one read share a signal.
    setMaxListeners(0, signal);
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}

/** Keeps a token while it is good. `issue` is bounded in time by itself: it belongs to nobody's signal. `now` in milliseconds. */
export function makeTokenKeeper({
  issue,
  now,
}: {
  readonly issue: () => Promise<Outcome<IssuedToken>>;
  readonly now: () => number;
}): TokenKeeper {
  let kept: { readonly text: string; readonly untilMs: number } | null = null;
  let underWay: Promise<Outcome<string>> | null = null;
  let given: readonly string[] = [];

  async function fetchToken(): Promise<Outcome<string>> {
    const issued = await issue();
    if (!issued.ok) return issued;
    const { text, usableSeconds } = issued.value;
    kept = { text, untilMs: now() + usableSeconds * 1000 };
    given = [text, ...given.filter((one) => one !== text)].slice(0, MAX_KNOWN);
    return succeeded(text);
  }

  return {
    get(signal) {
      if (signal.aborted) return Promise.resolve(failed("aborted", GIVEN_UP));
      if (kept !== null && kept.untilMs > now()) return Promise.resolve(succeeded(kept.text));
      underWay ??= fetchToken().finally(() => {
        underWay = null;
      });
      return untilAborted(underWay, signal);
    },
    drop(token) {
      if (kept?.text === token) kept = null;
    },
    known: () => given,
  };
}
