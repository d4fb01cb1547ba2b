import { failed, succeeded } from "../failure.ts";
import type { Outcome, PushInbox } from "../source.ts";

const PATIENCE_MS = 20_000;

/** Asks the inbox for something. What it throws, and what takes too long, is an outcome. */
export type AskInbox = <T>(ask: (inbox: PushInbox, signal: AbortSignal) => Promise<T>, signal: AbortSignal) => Promise<Outcome<T>>;

/** Of a source that is not saved: nothing was ever sent to it. */
const EMPTY: PushInbox = {
  minutes: async () => null,
  series: async () => [],
  names: async () => [],
  summary: async () => ({ lastReceivedMs: null, minuteNames: 0, series: 0 }),
};

const aborted = (): Outcome<never> => failed("aborted", "the request was called off");
const late = (): Outcome<never> => failed("timeout", `Solvent's own database did not answer within ${PATIENCE_MS / 1000} s`);
/** The words of a database may hold what nobody outside should read, so they are not repeated. */
const away = (): Outcome<never> => failed("unreachable", "what was sent cannot be read from Solvent's own database at the moment");

/** `inbox` is left out for a source that is not saved. */
export const makeAskInbox =
  (inbox: PushInbox = EMPTY): AskInbox =>
  <T>(ask: (inbox: PushInbox, signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Outcome<T>> => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    return new Promise((resolve) => {
      const end = (): void => resolve(signal.aborted ? aborted() : late());
      if (within.aborted) return end();
      within.addEventListener("abort", end, { once: true });
      ask(inbox, within)
        .then(succeeded, away)
        .then(resolve)
        .finally(() => within.removeEventListener("abort", end));
    });
  };
