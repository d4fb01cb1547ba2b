import type { Outcome } from "@solvent/metric-sources";

/** A signal that aborts after so many milliseconds. */
export type Deadline = (ms: number) => AbortSignal;

/** How long somebody who waits for a source at a screen is kept waiting. */
const DEADLINE_MS = 10_000;

/** The source's own words, or a time-out; at most ten seconds. */
export async function answerWithin<T>(
  deadlineIn: Deadline,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const deadline = deadlineIn(DEADLINE_MS);
  const outcome = await ask(AbortSignal.any([signal, deadline]));
  if (outcome.ok || !deadline.aborted) return outcome;
  return { ok: false, failure: { class: "timeout", retryable: true, message: `no answer within ${DEADLINE_MS / 1000} s` } };
}
