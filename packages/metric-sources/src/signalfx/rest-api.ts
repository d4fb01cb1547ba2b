import { failed, succeeded } from "../failure.ts";
import { toStatusFailure, wordsOf } from "../http-failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpClient, Outcome } from "../source.ts";
import { type Fields, fieldsOf } from "./wire/message.ts";

export interface RestOptions {
  readonly http: HttpClient;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly token: string;
  readonly redact: Redact;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface RestAnswer {
  readonly results: readonly Fields[];
  /** The clock of the service, to the second; null when it does not tell. */
  readonly clockMs: number | null;
}

/** The part of the service that knows names. */
export interface RestApi {
  /** One page of results. */
  list(path: string, query: string, limit: number, signal: AbortSignal): Promise<Outcome<RestAnswer>>;
}

const TIMEOUT_MS = 10_000;

function resultsOf(body: string): readonly Fields[] | null {
  try {
    const { results } = fieldsOf(JSON.parse(body));
    return Array.isArray(results) ? results.map(fieldsOf) : null;
  } catch {
    return null;
  }
}

export function makeRestApi({ http, apiUrl, token, redact, now }: RestOptions): RestApi {
  return {
    async list(path, query, limit, signal) {
      const fields = new URLSearchParams({ query, limit: String(limit) });
      const answer = await http.send({
        method: "GET",
        url: `${apiUrl}${path}?${fields}`,
        headers: { "x-sf-token": token, accept: "application/json" },
        timeoutMs: TIMEOUT_MS,
        signal,
      });
      if (!answer.ok) return { ok: false, failure: { ...answer.failure, message: redact(answer.failure.message) } };
      if (answer.value.status !== 200) return { ok: false, failure: toStatusFailure(answer.value, { redact, nowMs: now() }) };
      const results = resultsOf(answer.value.body);
      if (results === null) return failed("bad-answer", `not a list of results: ${wordsOf(redact(answer.value.body)).slice(0, 300)}`);
      const clock = Date.parse(answer.value.headers.date ?? "");
      return succeeded({ results, clockMs: Number.isNaN(clock) ? null : clock });
    },
  };
}
