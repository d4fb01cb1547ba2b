import { type Breaker, makeBreaker } from "./breaker.ts";
import { failed, parseRetryAfter, toFailure } from "./failure.ts";
import { type Gate, type GateLane, makeGate } from "./gate.ts";
import type { HttpAnswer, HttpClient, HttpRequest, Outcome } from "./source.ts";

export interface GuardLimits {
  readonly maxConcurrent: number;
  readonly maxPerSecond: number;
  /** Attempts of one request, the first included. */
  readonly maxAttempts: number;
  /** Consecutive failures that open the circuit. */
  readonly failuresToOpen: number;
  readonly openMs: number;
  /** Bounds of the random wait before attempt n: [0, baseDelayMs × 2^(n-2)], at most maxDelayMs. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

export interface GuardDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Waits, or returns early when the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

export const USUAL_LIMITS: GuardLimits = {
  maxConcurrent: 4,
  maxPerSecond: 20,
  maxAttempts: 3,
  failuresToOpen: 5,
  openMs: 30_000,
  baseDelayMs: 500,
  maxDelayMs: 5000,
};

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** The source itself is in trouble; an answer that refuses the question is not. */
const isTrouble = (outcome: Outcome<HttpAnswer>): boolean =>
  outcome.ok ? outcome.value.status >= 500 : outcome.failure.class === "unreachable" || outcome.failure.class === "timeout";

const isRetryable = (outcome: Outcome<HttpAnswer>): boolean =>
  outcome.ok ? RETRYABLE_STATUS.has(outcome.value.status) : outcome.failure.retryable;

interface Guarded {
  readonly http: HttpClient;
  readonly limits: GuardLimits;
  readonly deps: GuardDeps;
  readonly gate: Gate;
  readonly breaker: Breaker;
  readonly laneOf: (signal: AbortSignal) => GateLane;
}

export interface GuardedClient extends HttpClient {
  /** A signal that aborts with the given one. Requests that carry it go before the others that wait for their turn. */
  promptly(signal: AbortSignal): AbortSignal;
}

const aborted = (): Outcome<never> => failed("aborted", "the request was given up before it was answered");

async function attempt(guarded: Guarded, request: HttpRequest): Promise<Outcome<HttpAnswer>> {
  const { breaker, gate, http } = guarded;
  const entered = await gate.enter(guarded.laneOf(request.signal), request.signal);
  if (!entered) return aborted();
  try {
    const permit = breaker.ask();
    if (!permit.allowed) {
      const seconds = Math.ceil(permit.waitMs / 1000);
      return {
        ok: false,
        failure: toFailure(
          "circuit-open",
          `not asked: the source failed ${guarded.limits.failuresToOpen} times in a row; it is tried again in ${seconds} s`,
          seconds,
        ),
      };
    }
    const outcome = await http.send(request);
    if (!outcome.ok && outcome.failure.class === "aborted") permit.cancel();
    else permit.report(!isTrouble(outcome));
    return outcome;
  } finally {
    gate.leave();
  }
}

/** How long to wait before the next attempt; null when another attempt is not worth it. */
function delayBefore(next: number, outcome: Outcome<HttpAnswer>, { limits, deps }: Guarded): number | null {
  if (next > limits.maxAttempts || !isRetryable(outcome)) return null;
  if (!outcome.ok && outcome.failure.class === "circuit-open") return null;
  const header = outcome.ok
    ? parseRetryAfter(outcome.value.headers["retry-after"], deps.now())
    : (outcome.failure.retryAfterSeconds ?? null);
  if (header !== null) return header * 1000 > limits.maxDelayMs ? null : header * 1000;
  return deps.random() * Math.min(limits.maxDelayMs, limits.baseDelayMs * 2 ** (next - 2));
}

/**
 * Keeps one source from being overrun, and one sick source from costing time: bounded concurrency and rate, retries of failures that
 * may pass (full jitter, Retry-After obeyed when it is short), and a circuit that opens after repeated failures and then lets a single
 * request try. Only for requests that may be repeated. One guard per source.
 */
export function makeGuardedClient(http: HttpClient, deps: GuardDeps, limits: GuardLimits = USUAL_LIMITS): GuardedClient {
  const prompt = new WeakSet<AbortSignal>();
  const guarded: Guarded = {
    http,
    deps,
    limits,
    gate: makeGate(limits, deps),
    breaker: makeBreaker(limits, deps.now),
    laneOf: (signal) => (prompt.has(signal) ? "prompt" : "usual"),
  };
  return {
    promptly(signal) {
      const marked = AbortSignal.any([signal]);
      prompt.add(marked);
      return marked;
    },
    async send(request) {
      let before: Outcome<HttpAnswer> | null = null;
      for (let tries = 1; ; tries += 1) {
        const outcome: Outcome<HttpAnswer> = await attempt(guarded, request);
        // What the source itself said tells more than that it was not asked again.
        if (before !== null && !outcome.ok && outcome.failure.class === "circuit-open") return before;
        before = outcome;
        const delayMs = delayBefore(tries + 1, outcome, guarded);
        if (delayMs === null) return outcome;
        await deps.sleep(delayMs, request.signal);
        if (request.signal.aborted) return aborted();
      }
    },
  };
}
