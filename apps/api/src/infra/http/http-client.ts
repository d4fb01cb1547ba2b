import type { LookupAddress, LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { failed, type HttpAnswer, type HttpClient, type HttpRequest, type Outcome, succeeded } from "@solvent/metric-sources";
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

export interface OutgoingHttp extends HttpClient {
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

  async function answerTo(request: HttpRequest, { url, port }: ParsedTarget, signal: AbortSignal): Promise<Outcome<HttpAnswer>> {
    const body = encodeForm(request.form);
    const type = body === null ? {} : { "content-type": "application/x-www-form-urlencoded" };
    const response: Dispatcher.ResponseData = await agentFor(port).request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { "accept-encoding": "gzip, deflate, br", ...request.headers, ...type, "user-agent": `Solvent/${options.version}` },
      body,
      signal,
    });
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, headerText(value)]));
    const text = await readBody(response.body, headers["content-encoding"] ?? "", limits.maxBodyBytes);
    return text.ok ? succeeded({ status: response.statusCode, headers, body: text.value }) : text;
  }

  return {
    async send(request) {
      const target = parseTarget(request.url, options.policy);
      if (!target.ok) return target;
      const deadline = AbortSignal.timeout(Math.min(limits.totalMs, request.timeoutMs ?? limits.totalMs));
      try {
        return await answerTo(request, target.value, AbortSignal.any([request.signal, deadline]));
      } catch (error) {
        return { ok: false, failure: toNetworkFailure(error, { aborted: request.signal.aborted, late: deadline.aborted }) };
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}
