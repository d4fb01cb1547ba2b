import { makeRedactor, type Redact } from "../redact.ts";
import type { ConnectDeps, HttpAnswer, HttpClient, HttpRequest, Outcome } from "../source.ts";
import type { Credentials } from "./fields.ts";
import { type Secrets, secretTexts, toHeaders, toTls } from "./headers.ts";
import { keepAccessTokens } from "./oauth2.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** A door that signs in by itself. */
export interface SignedIn {
  /** Adds headers, TLS and a token to every request. Messages of failures hold no secret. */
  readonly http: HttpClient;
  /** For every text that the source wrote. */
  readonly redact: Redact;
}

const UNAUTHORIZED = 401;

function makeKeeper(credentials: Credentials, secrets: Secrets, deps: ConnectDeps & { readonly redact: Redact }): TokenKeeper | null {
  const { auth, tokenUrl, clientId, scope, caCertificate } = credentials;
  if (auth !== "oauth2" || tokenUrl === undefined || clientId === undefined) return null;
  return keepAccessTokens({
    http: deps.http,
    tokenUrl,
    clientId,
    clientSecret: secrets.clientSecret ?? "",
    scope: scope ?? null,
    tls: caCertificate === undefined ? null : { ca: caCertificate },
    redact: deps.redact,
    now: deps.now,
  });
}

/** A token that the server does not take any more is replaced once. */
async function sendWithToken(
  keeper: TokenKeeper,
  send: (authorization: string) => Promise<Outcome<HttpAnswer>>,
  signal: AbortSignal,
): Promise<Outcome<HttpAnswer>> {
  const token = await keeper.get(signal);
  if (!token.ok) return token;
  const answer = await send(`Bearer ${token.value}`);
  if (!answer.ok || answer.value.status !== UNAUTHORIZED) return answer;
  keeper.drop(token.value);
  const fresh = await keeper.get(signal);
  if (!fresh.ok) return fresh;
  return fresh.value === token.value ? answer : send(`Bearer ${fresh.value}`);
}

/** Makes the door of one connection. */
export function signIn(credentials: Credentials, secrets: Secrets, deps: ConnectDeps): SignedIn {
  const headers = toHeaders(credentials, secrets);
  const tls = toTls(credentials, secrets);
  const redactFixed = makeRedactor(secretTexts(credentials, secrets));
  const keeper = makeKeeper(credentials, secrets, { ...deps, redact: redactFixed });
  const redact: Redact = keeper === null ? redactFixed : (text) => makeRedactor(keeper.known())(redactFixed(text));

  const sendOnce = (request: HttpRequest, authorization: string | null): Promise<Outcome<HttpAnswer>> =>
    deps.http.send({
      ...request,
      headers: { ...request.headers, ...headers, ...(authorization === null ? {} : { authorization }) },
      ...(tls === null ? {} : { tls }),
    });

  async function send(request: HttpRequest): Promise<Outcome<HttpAnswer>> {
    const answer = await (keeper === null
      ? sendOnce(request, null)
      : sendWithToken(keeper, (authorization) => sendOnce(request, authorization), request.signal));
    return answer.ok ? answer : { ok: false, failure: { ...answer.failure, message: redact(answer.failure.message) } };
  }
  return { http: { send }, redact };
}
