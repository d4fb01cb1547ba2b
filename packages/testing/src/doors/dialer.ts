import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import { type Dialer, type Dialled, type DialRequest, failed, type Outcome, succeeded } from "@solvent/metric-sources";
import { toConnectionFailure } from "./connection-failure.ts";
import { toNodeTls } from "./tls-options.ts";

const tlsOf = (socket: Socket): Dialled["tls"] =>
  socket instanceof TLSSocket
    ? { validUntilMs: Date.parse(socket.getPeerCertificate().valid_to), protocol: socket.getProtocol() ?? "unknown" }
    : null;

function dial({ host, port, tls, timeoutMs, signal }: DialRequest): Promise<Outcome<Dialled>> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(failed("aborted", "aborted"));
    const startedMs = performance.now();
    const socket =
      tls === null
        ? connect({ host, port })
        : connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...toNodeTls(tls) });
    const settle = (outcome: Outcome<Dialled>): void => {
      resolve(outcome);
      signal.removeEventListener("abort", giveUp);
      socket.destroy();
    };
    const giveUp = (): void => settle(failed("aborted", "aborted"));
    signal.addEventListener("abort", giveUp);
    socket.setTimeout(timeoutMs, () => settle(failed("timeout", "could not connect in time")));
    socket.on("error", (error) => settle(toConnectionFailure(error, signal)));
    socket.once(tls === null ? "connect" : "secureConnect", () =>
      settle(succeeded({ connectMs: performance.now() - startedMs, tls: tlsOf(socket) })),
    );
  });
}

/** Bare connections to loopback, for tests of adapters. The product's own dialer, with its address policy, lives in the API. */
export const makeTestDialer = (): Dialer => ({ dial });
