import { createHash } from "node:crypto";
import { failed, type Outcome, succeeded, type TlsOptions } from "@solvent/metric-sources";
import { Agent } from "undici";
import { type Destinations, makeCheckedLookup } from "./checked-lookup.ts";
import type { HttpLimits } from "./limits.ts";
import { findTlsProblem, toNodeTls } from "./tls.ts";

/** Agents at most; more ports and TLS options than these make the one that was not used for longest close when it is idle. */
const MAX_AGENTS = 128;

export interface Agents {
  /** The agent for a port, because the policy needs it and a lookup is not told; and for TLS options, because connections are shared. */
  for(port: number, tls?: TlsOptions): Outcome<Agent>;
  /** How many there are. */
  size(): number;
  /** Ends open connections; requests under way fail. */
  close(): Promise<void>;
}

/** The same for the same options, and of no use to anybody who reads it. */
const keyOf = (port: number, { ca, cert, key, serverName }: TlsOptions): string =>
  `${port} ${createHash("sha256")
    .update(JSON.stringify([ca, cert, key, serverName]))
    .digest("base64url")}`;

export function makeAgents(destinations: Destinations, limits: HttpLimits): Agents {
  const agents = new Map<string, Agent>();

  const makeAgent = (port: number, tls: TlsOptions): Agent =>
    new Agent({
      connect: { ...toNodeTls(tls), timeout: limits.connectMs, lookup: makeCheckedLookup(destinations, port) },
      headersTimeout: limits.firstByteMs,
      bodyTimeout: limits.totalMs,
      connections: 8,
      pipelining: 1,
    });

  function dropOldest(): void {
    const [oldest] = agents;
    if (agents.size <= MAX_AGENTS || oldest === undefined) return;
    const [key, agent] = oldest;
    agents.delete(key);
    // Waits for the requests under way; a failure of theirs is told to whoever asked.
    agent.close().catch(() => undefined);
  }
  function keep(key: string, agent: Agent): Agent {
    agents.delete(key);
    agents.set(key, agent);
    dropOldest();
    return agent;
  }

  return {
    for(port, tls = {}) {
      const key = keyOf(port, tls);
      const known = agents.get(key);
      if (known !== undefined) return succeeded(keep(key, known));
      const problem = findTlsProblem(tls);
      return problem === null ? succeeded(keep(key, makeAgent(port, tls))) : failed("blocked", problem);
    },
    size: () => agents.size,
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}
