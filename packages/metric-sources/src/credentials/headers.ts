import type { TlsOptions } from "../source.ts";
import type { Credentials } from "./fields.ts";

export type Secrets = Readonly<Record<string, string>>;

function authorization({ auth, username }: Credentials, secrets: Secrets): string | null {
  if (auth === "basic") return `Basic ${Buffer.from(`${username ?? ""}:${secrets.password ?? ""}`, "utf8").toString("base64")}`;
  if (auth === "bearer" && secrets.token !== undefined) return `Bearer ${secrets.token}`;
  return auth === "apiKey" && secrets.apiKey !== undefined ? `ApiKey ${secrets.apiKey}` : null;
}

/** Headers that carry what never changes. A secret that is not set is left out: the server will say what it misses. */
export function toHeaders(credentials: Credentials, secrets: Secrets): Record<string, string> {
  const headers: Record<string, string> = {};
  const value = authorization(credentials, secrets);
  if (value !== null) headers.authorization = value;
  const { headerName: first, secondHeaderName: second } = credentials;
  if (first !== undefined && secrets.headerValue !== undefined) headers[first.toLowerCase()] = secrets.headerValue;
  if (second !== undefined && secrets.secondHeaderValue !== undefined) headers[second.toLowerCase()] = secrets.secondHeaderValue;
  return headers;
}

/** RFC 6749, 2.3.1: both are form-encoded before they are joined. */
export function toClientPair(clientId: string, clientSecret: string): string {
  const encode = (text: string): string => new URLSearchParams({ s: text }).toString().slice(2);
  return Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`, "utf8").toString("base64");
}

/** Everything that must not come back in a text: the secrets themselves and the credentials built from them. */
export function secretTexts(credentials: Credentials, secrets: Secrets): string[] {
  const headers = Object.values(toHeaders(credentials, secrets));
  const { clientId } = credentials;
  const pairs = clientId === undefined || secrets.clientSecret === undefined ? [] : [toClientPair(clientId, secrets.clientSecret)];
  return [...Object.values(secrets), ...headers, ...headers.map((value) => value.replace(/^\S+ /, "")), ...pairs];
}

/** Null where the connection is secured as usual. A certificate without its key is left out, as a secret that is not set. */
export function toTls({ caCertificate, clientCertificate, serverName }: Credentials, { clientKey }: Secrets): TlsOptions | null {
  const tls: TlsOptions = {
    ...(caCertificate === undefined ? {} : { ca: caCertificate }),
    ...(clientCertificate === undefined || clientKey === undefined ? {} : { cert: clientCertificate, key: clientKey }),
    ...(serverName === undefined ? {} : { serverName }),
  };
  return Object.keys(tls).length === 0 ? null : tls;
}
