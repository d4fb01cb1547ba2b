import { failed } from "../failure.ts";
import type { Outcome } from "../source.ts";

/** Waits for work that goes on in any case; false when the signal aborts first. */
export function waitFor(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(false);
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(() => resolve(true), reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}

/** The answer to who does not wait. */
export const aborted = (): Outcome<never> => failed("aborted", "the request was given up before it was answered");
