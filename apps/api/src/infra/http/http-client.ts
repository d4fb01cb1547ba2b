import { Readable } from "node:stream";
import {
  type HttpAnswer,
  type HttpClient,
  type HttpRequest,
  type Outcome,
  type SourceFailure,
  succeeded,
  type TlsOptions,
} from "@solvent/metric-sources";
import type { PostHttp, PostOutcome } from "@solvent/notifiers";
import type { Dispatcher } from "undici";
import { type Agents, makeAgents } from "./agents.ts";
import type { Destinations } from "./checked-lookup.ts";
import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";
import { toNetworkFailure } from "./network-failure.ts";
import { readBody } from "./read-body.ts";
import { HTTP_SCHEMES, type ParsedTarget, parseTarget } from "./target.ts";

export interface HttpClientOptions extends Destinations {
  /** Of Solvent, for the user agent. */
  readonly version: string;
  readonly limits?: Partial<HttpLimits>;
  /** Connections that are shared with others. Left out, it has its own. */
  readonly agents?: Agents;
}

/** Enough for any answer of a receiver; more is a page of something else. */
const MAX_POST_ANSWER_BYTES = 2 ** 20;

export interface OutgoingHttp extends HttpClient, PostHttp {
  /** Ends open connections; requests under way fail. */
  close(): Promise<void>;
}

interface Content {
  readonly contentType: string;
  readonly text: string;
}

function contentOf({ form, body }: HttpRequest): Content | null {
  if (form === undefined) return body ?? null;
  const fields = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value]));
  return { contentType: "application/x-www-form-urlencoded", text: fields.toString() };
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
  readonly tls?: TlsOptions | undefined;
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
  const agents = options.agents ?? makeAgents(options, limits);

  async function exchange({ method, target, tls, headers, body, signal, maxBytes, reset }: Exchange): Promise<Outcome<HttpAnswer>> {
    const { url, port } = target;
    const agent = agents.for(port, tls);
    if (!agent.ok) return agent;
    const response: Dispatcher.ResponseData = await agent.value.request({
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
    const target = parseTarget(request.url, HTTP_SCHEMES, options.policy);
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
        const { method, tls } = request;
        const content = contentOf(request);
        const headers = { ...request.headers, ...(content === null ? {} : { "content-type": content.contentType }) };
        return exchange({ method, target, tls, headers, body: content?.text ?? null, signal, maxBytes: maxBodyBytes, reset: false });
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
    close: agents.close,
  };
}
