import type { Redact } from "../redact.ts";
import type { HttpClient, HttpRequest, Outcome } from "../source.ts";
import { readEnvelope } from "./envelope.ts";

export type Fields = readonly (readonly [string, string])[];

export interface Posted {
  /** In place of parameters that everything is sent with. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly fields: Fields;
}

/** Requests to one server, by paths below /api/v1. Answers are the `data` of complete ones; failures carry the server's words, without secrets. */
export interface Exchange {
  post(path: string, posted: Posted, signal: AbortSignal): Promise<Outcome<unknown>>;
  get(path: string, parameters: Fields, signal: AbortSignal): Promise<Outcome<unknown>>;
  /** A short question about the server itself, without any parameter. */
  look(path: string, signal: AbortSignal): Promise<Outcome<unknown>>;
}

export interface ExchangeOptions {
  readonly http: HttpClient;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly redact: Redact;
  readonly now: () => number;
}

const LOOK_TIMEOUT_MS = 5000;
/** The server gives up a little before we do, so that its own words arrive. */
const SERVER_TIMEOUT = "15s";

export function redactFailure<T>(outcome: Outcome<T>, redact: Redact): Outcome<T> {
  return outcome.ok ? outcome : { ok: false, failure: { ...outcome.failure, message: redact(outcome.failure.message) } };
}

export function makeExchange({ http, baseUrl, headers, parameters: usual, redact, now }: ExchangeOptions): Exchange {
  const base = `${baseUrl.replace(/\/+$/, "")}/api/v1`;

  async function ask(request: Pick<HttpRequest, "method" | "form" | "timeoutMs" | "signal">, path: string): Promise<Outcome<unknown>> {
    const answer = await http.send({ ...request, url: `${base}/${path}`, headers: { ...headers, accept: "application/json" } });
    return answer.ok ? readEnvelope(answer.value, { redact, nowMs: now() }) : redactFailure(answer, redact);
  }

  return {
    post: (path, { parameters = {}, fields }, signal) =>
      ask({ method: "POST", form: [...Object.entries({ ...usual, ...parameters }), ...fields, ["timeout", SERVER_TIMEOUT]], signal }, path),
    get(path, parameters, signal) {
      const query = new URLSearchParams([...Object.entries(usual), ...parameters].map(([name, value]): [string, string] => [name, value]));
      return ask({ method: "GET", signal }, query.size === 0 ? path : `${path}?${query.toString()}`);
    },
    look: (path, signal) => ask({ method: "GET", timeoutMs: LOOK_TIMEOUT_MS, signal }, path),
  };
}
