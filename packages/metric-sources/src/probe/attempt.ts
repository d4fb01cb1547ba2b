import { toFailure } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { Dialer, Dialled, HttpAnswer, HttpClient, Outcome, SourceFailure, SourceFailureClass, TlsOptions } from "../source.ts";
import type { ProbeTarget } from "./query.ts";

/** What a probe saw that got an answer. Fields are null where the target has no such thing, or nobody asked for it. */
export interface Seen {
  readonly status: number | null;
  /** At most 1 MiB of it. */
  readonly body: string;
  readonly seconds: number;
  /** The end of the server's certificate, or why it could not be seen. */
  readonly certificate: { readonly endMs: number } | { readonly problem: string } | null;
}

/** `failed`: the target did not answer. `not-made`: Solvent could not ask, which says nothing of the target. */
export type Attempt =
  | { readonly kind: "seen"; readonly seen: Seen }
  | { readonly kind: "failed"; readonly words: string }
  | { readonly kind: "not-made"; readonly failure: SourceFailure };

export interface ProbeDoors {
  readonly http: HttpClient;
  readonly dialer: Dialer | null;
  /** The secret header for addresses that get it. */
  readonly headersFor: (url: string) => Readonly<Record<string, string>>;
  readonly tls: TlsOptions | null;
  readonly timeoutMs: number;
  readonly redact: Redact;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Of a body more is not looked at. */
const MAX_BODY_CHARACTERS = 2 ** 20;
const HTTPS_PORT = 443;

const NOT_MADE: ReadonlySet<SourceFailureClass> = new Set(["blocked", "aborted", "circuit-open"]);

/** A probe belongs to all who ask for it: it ends by its time-out and never because one of them gives up. */
const never = (): AbortSignal => new AbortController().signal;

function notAnswered({ redact }: ProbeDoors, failure: SourceFailure): Exclude<Attempt, { kind: "seen" }> {
  const message = redact(failure.message);
  return NOT_MADE.has(failure.class)
    ? { kind: "not-made", failure: { ...failure, message: toFailure(failure.class, message).message } }
    : { kind: "failed", words: message };
}

function dial({ dialer, tls, timeoutMs }: ProbeDoors, to: { host: string; port: number; secure: boolean }): Promise<Outcome<Dialled>> {
  if (dialer === null) return Promise.resolve({ ok: false, failure: toFailure("blocked", "this Solvent opens no bare connections") });
  return dialer.dial({ host: to.host, port: to.port, tls: to.secure ? (tls ?? {}) : null, timeoutMs, signal: never() });
}

/** The certificate of an https address, by a connection of its own: a kept one may still show an older certificate. */
function dialUrl(doors: ProbeDoors, address: string): Promise<Outcome<Dialled>> {
  const { hostname, port } = new URL(address);
  return dial(doors, { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? HTTPS_PORT : Number(port), secure: true });
}

function ask(doors: ProbeDoors, { url, method }: { url: string; method: "GET" | "HEAD" }): Promise<Outcome<HttpAnswer>> {
  return doors.http.send({
    method,
    url,
    headers: { accept: "*/*", "accept-encoding": "identity", ...doors.headersFor(url) },
    timeoutMs: doors.timeoutMs,
    signal: never(),
    ...(doors.tls === null ? {} : { tls: doors.tls }),
  });
}

async function timed<T>(now: () => number, work: Promise<T>): Promise<{ readonly value: T; readonly seconds: number }> {
  const startedMs = now();
  const value = await work;
  return { value, seconds: Math.max(0, now() - startedMs) / 1000 };
}

function certificateOf(doors: ProbeDoors, dialled: Outcome<Dialled>): Seen["certificate"] {
  if (!dialled.ok) return { problem: doors.redact(dialled.failure.message) };
  return dialled.value.tls === null ? null : { endMs: dialled.value.tls.validUntilMs };
}

async function probeHttp(doors: ProbeDoors, target: { url: string; method: "GET" | "HEAD" }, certificate: boolean): Promise<Attempt> {
  const [{ value: answer, seconds }, dialled] = await Promise.all([
    timed(doors.now, ask(doors, target)),
    certificate ? dialUrl(doors, target.url) : null,
  ]);
  if (!answer.ok) return notAnswered(doors, answer.failure);
  const unmade = dialled?.ok === false ? notAnswered(doors, dialled.failure) : null;
  if (unmade?.kind === "not-made") return unmade;
  const { status, body } = answer.value;
  const seen = { status, body: body.slice(0, MAX_BODY_CHARACTERS), seconds };
  return { kind: "seen", seen: { ...seen, certificate: dialled === null ? null : certificateOf(doors, dialled) } };
}

async function probeTcp(doors: ProbeDoors, target: { host: string; port: number; tls: boolean }): Promise<Attempt> {
  const dialled = await dial(doors, { ...target, secure: target.tls });
  if (!dialled.ok) return notAnswered(doors, dialled.failure);
  const seconds = Math.round(dialled.value.connectMs) / 1000;
  return { kind: "seen", seen: { status: null, body: "", seconds, certificate: certificateOf(doors, dialled) } };
}

/** One probe, without a second try. `certificate`: somebody wants to know the end of the certificate of an https address. */
export const makeAttempt = (doors: ProbeDoors, target: ProbeTarget, certificate: boolean): Promise<Attempt> =>
  target.kind === "http" ? probeHttp(doors, target, certificate && target.url.startsWith("https:")) : probeTcp(doors, target);
