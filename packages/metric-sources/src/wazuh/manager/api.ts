import { type IssuedToken, makeTokenKeeper, type TokenKeeper } from "../../credentials/token-keeper.ts";
import { failed, succeeded } from "../../failure.ts";
import { makeRedactor, type Redact } from "../../redact.ts";
import type { HttpClient, HttpRequest, Outcome, TlsOptions } from "../../source.ts";
import { type Data, readEnvelope } from "./envelope.ts";

export interface ManagerAddress {
  readonly http: HttpClient;
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsOptions | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The API of one manager. Failures carry its own words, without secrets. */
export interface ManagerApi {
  /** What a GET of this path answers; `path` begins with a slash and holds its question. */
  ask(path: string, signal: AbortSignal): Promise<Outcome<Data>>;
}

type Send = (request: Pick<HttpRequest, "method" | "signal">, path: string, authorization: string) => Promise<Outcome<Data>>;

/** Tokens end after 900 s unless the manager is configured otherwise; a shorter life shows as a 401. */
const USABLE_SECONDS = 720;

function makeSend({ http, url, tls, now }: ManagerAddress, redact: Redact): Send {
  const base = url.replace(/\/+$/, "");
  return async (request, path, authorization) => {
    const headers = { accept: "application/json", authorization };
    const answer = await http.send({ ...request, url: `${base}${path}`, headers, ...(tls === null ? {} : { tls }) });
    if (!answer.ok) return { ok: false, failure: { ...answer.failure, message: redact(answer.failure.message) } };
    return readEnvelope(answer.value, { redact, nowMs: now() });
  };
}

function toToken(data: Outcome<Data>): Outcome<IssuedToken> {
  if (!data.ok) return data;
  const { token } = data.value;
  if (typeof token !== "string" || token === "") return failed("bad-answer", "the manager gave no token");
  return succeeded({ text: token, usableSeconds: USABLE_SECONDS });
}

/** A token that the manager does not take any more is replaced once: it may have been restarted, or the user's rights changed. */
async function askWithToken(keeper: TokenKeeper, send: Send, path: string, signal: AbortSignal): Promise<Outcome<Data>> {
  const token = await keeper.get(signal);
  if (!token.ok) return token;
  const answer = await send({ method: "GET", signal }, path, `Bearer ${token.value}`);
  if (answer.ok || answer.failure.class !== "unauthorized") return answer;
  keeper.drop(token.value);
  const fresh = await keeper.get(signal);
  return fresh.ok ? send({ method: "GET", signal }, path, `Bearer ${fresh.value}`) : fresh;
}

export function makeManagerApi(address: ManagerAddress): ManagerApi {
  const { user, password, now } = address;
  const pair = Buffer.from(`${user}:${password}`, "utf8").toString("base64");
  const redactFixed = makeRedactor([password, pair]);
  const redact: Redact = (text) => makeRedactor(keeper.known())(redactFixed(text));
  const send = makeSend(address, redact);
  const issue = async (): Promise<Outcome<IssuedToken>> => {
    const { signal } = new AbortController();
    return toToken(await send({ method: "POST", signal }, "/security/user/authenticate", `Basic ${pair}`));
  };
  const keeper: TokenKeeper = makeTokenKeeper({ now, issue });
  return { ask: (path, signal) => askWithToken(keeper, send, path, signal) };
}

const MAX_VERSION_LENGTH = 40;

/** Product and version, as the manager says them. */
export async function askVersion(api: ManagerApi, signal: AbortSignal): Promise<Outcome<string>> {
  const data = await api.ask("/", signal);
  if (!data.ok) return data;
  const { api_version: version } = data.value;
  return succeeded(
    typeof version === "string" && version !== ""
      ? `Wazuh manager ${version.slice(0, MAX_VERSION_LENGTH)}`
      : "a Wazuh manager that does not tell its version",
  );
}
