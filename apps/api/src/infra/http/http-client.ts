import type { LookupAddress, LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import {
  failed,
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  type Outcome,
  type SourceFailure,
  succeeded,
} from "@solvent/metric-sources";
import type { PostHttp, PostOutcome } from "@solvent/notifiers";
import { Agent, type Dispatcher } from "undici";
import type { AddressPolicy } from "./address-policy.ts";
import { BlockedAddressError, toNetworkFailure } from "./network-failure.ts";
import { readBody } from "./read-body.ts";

/** Resolves a host name to all of its addresses, as `dns.promises.lookup` with `all` does. */
export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>;

export interface HttpClientOptions {
  readonly policy: AddressPolicy;
  readonly resolve: ResolveHost;
  /** Of Solvent, for the user agent. */
  readonly version: string;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpLimits {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** After decompression. */
  readonly maxBodyBytes: number;
}

export const HTTP_LIMITS: HttpLimits = { connectMs: 3000, firstByteMs: 10_000, totalMs: 20_000, maxBodyBytes: 16 * 2 ** 20 };

/** Enough for any answer of a receiver; more is a page of something else. */
const MAX_POST_ANSWER_BYTES = 2 ** 20;

export interface OutgoingHttp extends HttpClient, PostHttp {
  /** Ends open connections; requests under way fail. */
  close(): Promise<void>;
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves once, checks every address, and hands only checked ones to the socket: what was checked is what is connected to. */
function makeCheckedLookup({ policy, resolve }: HttpClientOptions, port: number): LookupFunction {
  const find = async (host: string, family: number): Promise<LookupAddress[]> => {
    const addresses = await resolve(host);
    for (const { address } of addresses) {
      const reason = policy({ host, port, address });
      if (reason !== null) throw new BlockedAddressError(reason);
    }
    return addresses.filter((one) => family === 0 || one.family === family);
  };
  return (host: string, options: LookupOptions, callback: LookupCallback): void => {
    const family = options.family === 4 || options.family === "IPv4" ? 4 : options.family === 6 || options.family === "IPv6" ? 6 : 0;
    find(host, family).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) callback(Object.assign(new Error(`${host} has no address`), { code: "ENOTFOUND" }), "");
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}

type ParsedTarget = { readonly url: URL; readonly port: number };

function parseTarget(text: string, policy: AddressPolicy): Outcome<ParsedTarget> {
  if (!URL.canParse(text)) return failed("blocked", "the address is not a URL");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return failed("blocked", `${url.protocol.replace(":", "")} is not allowed, only http and https`);
  if (url.username !== "" || url.password !== "") return failed("blocked", "the address must not carry a user name or password");
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  // Node does not look an address up, so one that is written out is judged here.
  const reason = isIP(host) === 0 ? null : policy({ host, port, address: host });
  return reason === null ? succeeded({ url, port }) : failed("blocked", reason);
}

function encodeForm(form: HttpRequest["form"]): string | null {
  return form === undefined ? null : new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString();
}

const headerText = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join(", ") : (value ?? ""));

/** A body that knows whether anybody has begun to write it: that happens once there is a connection, and not before. */
function trackedBody(text: string) {
  const bytes = Buffer.from(text, "utf8");
  let taken = false;
  return {
    bytes: bytes.length,
    taken: () => taken,
    stream: () =>
      Readable.from(
        (function* () {
          taken = true;
          yield bytes;
        })(),
        { objectMode: false },
      ),
  };
}

const POST_FAILURES: Readonly<Record<string, Extract<PostOutcome, { ok: false }>["class"]>> = {
  timeout: "timeout",
  blocked: "blocked",
  "too-large": "too-large",
  aborted: "aborted",
};

/** An answer that is no HTTP, or that cannot be unpacked, is as good as none. */
const toPostFailure = (failure: SourceFailure, sent: boolean): PostOutcome => ({
  ok: false,
  class: POST_FAILURES[failure.class] ?? "unreachable",
  sent,
  message: failure.message,
});

interface Exchange {
  readonly method: HttpRequest["method"];
  readonly target: ParsedTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null | Readable;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** The connection is not used again. */
  readonly reset: boolean;
}

/**
 * The one client for everything that leaves this process: only http(s) without credentials in the address, only addresses that the
 * policy allows, no redirects, no proxy from the environment, bounded time and size. Network failures are outcomes.
 */
export function makeOutgoingHttp(options: HttpClientOptions): OutgoingHttp {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const agents = new Map<number, Agent>();

  /** The policy needs the port, which a lookup is not told: one agent per port. */
  function agentFor(port: number): Agent {
    const known = agents.get(port);
    if (known !== undefined) return known;
    const agent = new Agent({
      connect: { timeout: limits.connectMs, lookup: makeCheckedLookup(options, port) },
      headersTimeout: limits.firstByteMs,
      bodyTimeout: limits.totalMs,
      connections: 8,
      pipelining: 1,
    });
    agents.set(port, agent);
    return agent;
  }

  async function exchange({ method, target, headers, body, signal, maxBytes, reset }: Exchange): Promise<Outcome<HttpAnswer>> {
    const { url, port } = target;
    const response: Dispatcher.ResponseData = await agentFor(port).request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { "accept-encoding": "gzip, deflate, br", ...headers, "user-agent": `Solvent/${options.version}` },
      body,
      signal,
      reset,
    });
    const received = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, headerText(value)]));
    const text = await readBody(response.body, received["content-encoding"] ?? "", maxBytes);
    return text.ok ? succeeded({ status: response.statusCode, headers: received, body: text.value }) : text;
  }

  /** Runs an exchange within the total time; whatever goes wrong with the network becomes a failure. */
  async function bounded(
    request: { readonly url: string; readonly timeoutMs?: number; readonly signal: AbortSignal },
    run: (target: ParsedTarget, signal: AbortSignal) => Promise<Outcome<HttpAnswer>>,
  ): Promise<Outcome<HttpAnswer>> {
    const target = parseTarget(request.url, options.policy);
    if (!target.ok) return target;
    const deadline = AbortSignal.timeout(Math.min(limits.totalMs, request.timeoutMs ?? limits.totalMs));
    try {
      return await run(target.value, AbortSignal.any([request.signal, deadline]));
    } catch (error) {
      return { ok: false, failure: toNetworkFailure(error, { aborted: request.signal.aborted, late: deadline.aborted }) };
    }
  }

  const maxBodyBytes = limits.maxBodyBytes;
  return {
    send: (request) =>
      bounded(request, (target, signal) => {
        const body = encodeForm(request.form);
        const headers = { ...request.headers, ...(body === null ? {} : { "content-type": "application/x-www-form-urlencoded" }) };
        return exchange({ method: request.method, target, headers, body, signal, maxBytes: maxBodyBytes, reset: false });
      }),
    async post(request) {
      const body = trackedBody(request.body);
      const headers = { "content-type": "application/json", ...request.headers, "content-length": String(body.bytes) };
      // A connection of its own: one that the receiver is just closing would take the request and lose it, and nobody could tell.
      const outcome = await bounded(request, (target, signal) =>
        exchange({
          method: "POST",
          target,
          headers,
          body: body.stream(),
          signal,
          maxBytes: Math.min(maxBodyBytes, MAX_POST_ANSWER_BYTES),
          reset: true,
        }),
      );
      return outcome.ok ? { ok: true, ...outcome.value } : toPostFailure(outcome.failure, body.taken());
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}
