import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import { type Dialer, type Dialled, type DialRequest, failed, type Outcome, succeeded, type TlsOptions } from "@solvent/metric-sources";
import { type Destinations, makeCheckedLookup } from "./checked-lookup.ts";
import type { HttpLimits } from "./limits.ts";
import { toNetworkFailure } from "./network-failure.ts";
import { blockedAddress } from "./target.ts";
import { findTlsProblem, toNodeTls } from "./tls.ts";

interface Opening {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsOptions | null;
  readonly signal: AbortSignal;
}

const tlsOf = (socket: Socket): Dialled["tls"] =>
  socket instanceof TLSSocket
    ? { validUntilMs: Date.parse(socket.getPeerCertificate().valid_to), protocol: socket.getProtocol() ?? "unknown" }
    : null;

function startConnecting({ host, port, tls }: Opening, destinations: Destinations): Socket {
  const to = { host, port, lookup: makeCheckedLookup(destinations, port) };
  if (tls === null) return connect(to);
  // A name is also said to the server; an address must not be.
  return connectTls({ ...to, ...(isIP(host) === 0 ? { servername: host } : {}), ...toNodeTls(tls) });
}

/** Rejects with what went wrong, also when the signal ends it. */
function openAndClose(opening: Opening, destinations: Destinations): Promise<Dialled> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const socket = startConnecting(opening, destinations);
    const giveUp = (): void => void socket.destroy(new Error("given up"));
    opening.signal.addEventListener("abort", giveUp, { once: true });
    socket.on("error", reject);
    socket.once(opening.tls === null ? "connect" : "secureConnect", () => {
      resolve({ connectMs: performance.now() - startedMs, tls: tlsOf(socket) });
      socket.destroy();
    });
    socket.once("close", () => opening.signal.removeEventListener("abort", giveUp));
  });
}

/** Opens bare connections, only to addresses that the policy allows, and closes them at once. */
export const makeOutgoingDialer = (destinations: Destinations, limits: HttpLimits): Dialer => ({
  async dial({ host, port, tls, timeoutMs, signal }: DialRequest): Promise<Outcome<Dialled>> {
    const name = host.replace(/^\[(.*)\]$/, "$1");
    const problem = blockedAddress(destinations.policy, name, port) ?? (tls === null ? null : findTlsProblem(tls));
    if (problem !== null) return failed("blocked", problem);
    if (signal.aborted) return failed("aborted", "the connection was given up");
    const deadline = AbortSignal.timeout(Math.min(limits.totalMs, timeoutMs));
    try {
      return succeeded(await openAndClose({ host: name, port, tls, signal: AbortSignal.any([signal, deadline]) }, destinations));
    } catch (error) {
      const { aborted } = signal;
      return { ok: false, failure: toNetworkFailure(error, { aborted, late: deadline.aborted }) };
    }
  },
});
