import { succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpAnswer, HttpClient, HttpRequest, Outcome, TlsOptions } from "../source.ts";
import { toClientPair } from "./headers.ts";
import { readToken } from "./token-answer.ts";
import { type IssuedToken, makeTokenKeeper, type TokenKeeper } from "./token-keeper.ts";

export interface TokenOptions {
  readonly http: HttpClient;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string | null;
  readonly tls: TlsOptions | null;
  readonly redact: Redact;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A token is not used any more this long before its end. */
const EARLY_SECONDS = 60;
const TOKEN_TIMEOUT_MS = 10_000;

type SendSecret = "header" | "form";

function toRequest(options: TokenOptions, how: SendSecret): Omit<HttpRequest, "signal"> {
  const { tokenUrl, clientId, clientSecret, scope, tls } = options;
  const form: [string, string][] = [["grant_type", "client_credentials"]];
  if (scope !== null) form.push(["scope", scope]);
  if (how === "form") form.push(["client_id", clientId], ["client_secret", clientSecret]);
  const headers = {
    accept: "application/json",
    ...(how === "header" ? { authorization: `Basic ${toClientPair(clientId, clientSecret)}` } : {}),
  };
  return { method: "POST", url: tokenUrl, headers, form, timeoutMs: TOKEN_TIMEOUT_MS, ...(tls === null ? {} : { tls }) };
}

const isRefused = (outcome: Outcome<HttpAnswer>): boolean => outcome.ok && (outcome.value.status === 400 || outcome.value.status === 401);

/**
 * Access tokens of the client credentials grant. The client proves itself in the Authorization header, as every server must accept; one
 * that refuses that is asked once more with the secret in the form.
 */
export function keepAccessTokens(options: TokenOptions): TokenKeeper {
  let how: SendSecret = "header";

  const ask = (by: SendSecret): Promise<Outcome<HttpAnswer>> =>
    options.http.send({ ...toRequest(options, by), signal: new AbortController().signal });

  async function askEitherWay(): Promise<Outcome<HttpAnswer>> {
    const first = await ask(how);
    if (!isRefused(first)) return first;
    const other = how === "header" ? "form" : "header";
    const second = await ask(other);
    if (isRefused(second) || !second.ok) return first;
    how = other;
    return second;
  }

  async function issue(): Promise<Outcome<IssuedToken>> {
    const answer = await askEitherWay();
    if (!answer.ok)
      return { ok: false, failure: { ...answer.failure, message: `the token address: ${options.redact(answer.failure.message)}` } };
    const token = readToken(answer.value, { redact: options.redact, nowMs: options.now() });
    if (!token.ok) return token;
    const { text, expiresInSeconds } = token.value;
    return succeeded({ text, usableSeconds: expiresInSeconds - EARLY_SECONDS });
  }
  return makeTokenKeeper({ issue, now: options.now });
}
