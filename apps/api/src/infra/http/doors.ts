import type { Dialer } from "@solvent/metric-sources";
import { makeAgents } from "./agents.ts";
import { makeOutgoingDialer } from "./dialer.ts";
import { type HttpClientOptions, makeOutgoingHttp, type OutgoingHttp } from "./http-client.ts";
import { HTTP_LIMITS } from "./limits.ts";
import { makeOutgoingSockets, type OutgoingSockets } from "./sockets.ts";

/** Everything through which this process reaches others. All of it obeys one address policy. */
export interface OutgoingDoors {
  readonly http: OutgoingHttp;
  readonly sockets: OutgoingSockets;
  readonly dialer: Dialer;
  /** Ends open connections; requests under way fail. */
  close(): Promise<void>;
}

export function makeOutgoingDoors(options: Omit<HttpClientOptions, "agents">): OutgoingDoors {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const agents = makeAgents(options, limits);
  const http = makeOutgoingHttp({ ...options, agents });
  const sockets = makeOutgoingSockets({ ...options, limits });
  return {
    http,
    sockets,
    dialer: makeOutgoingDialer(options, limits),
    async close() {
      sockets.close();
      await http.close();
    },
  };
}
