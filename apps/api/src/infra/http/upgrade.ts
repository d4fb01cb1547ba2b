import { type ClientRequest, type IncomingMessage, STATUS_CODES } from "node:http";
import type { LookupFunction } from "node:net";
import { TLSSocket } from "node:tls";
import {
  classOfStatus,
  failed,
  type Outcome,
  parseRetryAfter,
  redirectHint,
  succeeded,
  type TlsOptions,
  toFailure,
} from "@solvent/metric-sources";
import { type ClientOptions, WebSocket } from "ws";
import { toNetworkFailure } from "./network-failure.ts";
import { toNodeTls } from "./tls.ts";

export interface Upgrade {
  /** http or https. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
  readonly lookup: LookupFunction;
  /** Milliseconds until there must be a connection, with TLS where there is any. */
  readonly connectMs: number;
  /** Of one message. */
  readonly maxBytes: number;
  /** Ends the attempt; of no consequence once it is over. */
  readonly signal: AbortSignal;
}

/** How long a server may take to answer a goodbye, and to hang up. */
const GOODBYE_MS = 1000;
/** After this long without a word the network is asked whether the server is still there. */
const KEEP_ALIVE_MS = 60_000;

/** What stands instead of an upgrade. The body is left unread: it may repeat what was sent, and there is no saying what that was. */
function refusal({ statusCode: status = 0, headers }: IncomingMessage): Outcome<never> {
  const message = `HTTP ${status} ${STATUS_CODES[status] ?? ""}`.trim();
  const waitSeconds = parseRetryAfter(headers["retry-after"], Date.now()) ?? undefined;
  const words = `${message} instead of a WebSocket. ${redirectHint(status)}`.trim();
  return { ok: false, failure: toFailure(status < 300 ? "bad-answer" : classOfStatus(status), words, waitSeconds) };
}

/** Sends the request, with a limit on the connecting alone: a host that swallows packets is found out before a server that is slow. */
function sendWithin(connectMs: number, request: ClientRequest): void {
  const late = setTimeout(() => request.destroy(Object.assign(new Error("no connection"), { code: "ETIMEDOUT" })), connectMs);
  request.once("close", () => clearTimeout(late));
  request.once("socket", (socket) => {
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => clearTimeout(late));
  });
  request.end();
}

/** Extensions are not offered, so that a frame is what its length says. No agent: neither connections nor proxies are shared. */
function startUpgrade({ url, headers, tls, lookup, connectMs, maxBytes }: Upgrade): WebSocket {
  const options: ClientOptions & { lookup: LookupFunction; closeTimeout: number } = {
    ...toNodeTls(tls),
    headers,
    lookup,
    maxPayload: maxBytes,
    closeTimeout: GOODBYE_MS,
    followRedirects: false,
    perMessageDeflate: false,
    finishRequest: (request) => sendWithin(connectMs, request),
  };
  return new WebSocket(url, options);
}

function awaitUpgrade(websocket: WebSocket, signal: AbortSignal): Promise<Outcome<WebSocket>> {
  return new Promise((resolve) => {
    let answered = false;
    const giveUp = (): void => websocket.terminate();
    const over = (): void => signal.removeEventListener("abort", giveUp);
    signal.addEventListener("abort", giveUp, { once: true });
    websocket.once("close", over);
    websocket.once("upgrade", () => {
      answered = true;
    });
    // Stays for good: an error that nobody listens to would end the process.
    websocket.on("error", (error) => {
      const failure = answered
        ? toFailure("bad-answer", `the answer to the handshake is not that of a WebSocket: ${error.message}`)
        : toNetworkFailure(error, { aborted: false, late: false });
      resolve({ ok: false, failure });
    });
    websocket.once("unexpected-response", (_request, response) => {
      resolve(refusal(response));
      giveUp();
    });
    websocket.once("open", () => {
      over();
      websocket.pause();
      resolve(succeeded(websocket));
    });
  });
}

/**
 * Asks for a WebSocket, which is the caller's once it is open: nothing is heard until it is resumed. Never rejects: an attempt that the
 * signal ends fails as `unreachable`, and who gave the signal knows better.
 */
export async function upgrade(asked: Upgrade): Promise<Outcome<WebSocket>> {
  if (asked.signal.aborted) return failed("unreachable", "given up");
  try {
    return await awaitUpgrade(startUpgrade(asked), asked.signal);
  } catch (error) {
    return { ok: false, failure: toNetworkFailure(error, { aborted: false, late: false }) };
  }
}
