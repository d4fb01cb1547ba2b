import { failed, type Outcome, type SocketClient, type SocketRequest, succeeded } from "@solvent/metric-sources";
import { WebSocket } from "ws";
import { type Destinations, makeCheckedLookup } from "./checked-lookup.ts";
import { CLOSED, converse, GIVEN_UP } from "./converse.ts";
import type { HttpLimits } from "./limits.ts";
import { parseTarget, SOCKET_SCHEMES } from "./target.ts";
import { findTlsProblem } from "./tls.ts";
import { upgrade } from "./upgrade.ts";

export interface OutgoingSockets extends SocketClient {
  /** Ends open sockets, and those that are being opened. */
  close(): void;
}

export interface OutgoingSocketsOptions extends Destinations {
  readonly limits: HttpLimits;
  /** Of Solvent, for the user agent. */
  readonly version: string;
}

/** WebSockets with the policy, the limits and the TLS of the HTTP client, each over a connection of its own. */
export function makeOutgoingSockets({ policy, resolve, limits, version }: OutgoingSocketsOptions): OutgoingSockets {
  const open = new Set<{ close(): void }>();

  /** The open WebSocket, within the time for it. `closing` ends the attempt as the caller's own signal does. */
  async function connect({ url, headers, tls = {}, timeoutMs, signal }: SocketRequest, closing: AbortSignal): Promise<Outcome<WebSocket>> {
    const target = parseTarget(url, SOCKET_SCHEMES, policy);
    if (!target.ok) return target;
    if (signal.aborted) return failed("aborted", GIVEN_UP);
    const problem = findTlsProblem(tls);
    if (problem !== null) return failed("blocked", problem);
    const deadline = AbortSignal.timeout(Math.min(limits.totalMs, timeoutMs ?? limits.firstByteMs));
    const upgraded = await upgrade({
      url: target.value.url,
      headers: { ...headers, "user-agent": `Solvent/${version}` },
      tls,
      lookup: makeCheckedLookup({ policy, resolve }, target.value.port),
      connectMs: limits.connectMs,
      maxBytes: limits.maxBodyBytes,
      signal: AbortSignal.any([signal, closing, deadline]),
    });
    if (upgraded.ok) return upgraded;
    if (signal.aborted || closing.aborted) return failed("aborted", GIVEN_UP);
    return deadline.aborted ? failed("timeout", "could not connect in time") : upgraded;
  }

  async function attempt(request: SocketRequest): Promise<Outcome<WebSocket>> {
    const closing = new AbortController();
    const opening = { close: () => closing.abort() };
    open.add(opening);
    const connected = await connect(request, closing.signal);
    open.delete(opening);
    if (!connected.ok) return connected;
    const givenUp = request.signal.aborted || closing.signal.aborted;
    if (!givenUp && connected.value.readyState === WebSocket.OPEN) return connected;
    connected.value.terminate();
    return givenUp ? failed("aborted", GIVEN_UP) : failed("unreachable", CLOSED);
  }

  return {
    async open(request) {
      const connected = await attempt(request);
      if (!connected.ok) return connected;
      const socket = converse(connected.value, request, { maxBytes: limits.maxBodyBytes, onEnd: () => open.delete(socket) });
      open.add(socket);
      return succeeded(socket);
    },
    close() {
      for (const one of open) one.close();
    },
  };
}
