import { createServer } from "node:http";
import {
  applyHttpFault,
  faultOf,
  type HttpFault,
  listen,
  type PlannedHttpFault,
  type ProperAnswer,
  sendAnswer,
  stopServer,
} from "../http/index.ts";
import { agentsAt, type SimulatedAgent } from "./agents.ts";
import { answerManager, refuse } from "./manager-answers.ts";

export interface WazuhManagerOptions {
  readonly user: string;
  readonly password: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The agents as they are now; a company of 50 that lives when left out. */
  readonly agents?: () => readonly SimulatedAgent[];
  readonly version?: string;
  /** How long a token is good for. */
  readonly tokenSeconds?: number;
  /** Requests that one minute has room for, signing in included. */
  readonly requestsPerMinute?: number;
  readonly port?: number;
}

export interface WazuhManager {
  readonly url: string;
  /** Method and path with its question of every request so far. */
  readonly requests: readonly string[];
  /** Replaces the faults that are still to come; request numbers count on from the start. */
  plan(faults: readonly PlannedHttpFault[]): void;
  /** Tokens given out so far are not good any more. */
  revoke(): void;
  stop(): Promise<void>;
}

const AGENTS = 50;
const MINUTE_MS = 60_000;

/** Who may ask: tokens by the instant at which they end. */
function makeTokens({ now, tokenSeconds = 900 }: WazuhManagerOptions) {
  const ends = new Map<string, number>();
  return {
    issue(): string {
      const token = `eyJhbGciOiJFUzUxMiJ9.${Buffer.from(`token ${ends.size} of the manager`).toString("base64url")}.c2lnbmF0dXJl`;
      ends.set(token, now() + tokenSeconds * 1000);
      return token;
    },
    holds: (authorization: string): boolean => (ends.get(authorization.replace(/^Bearer /, "")) ?? 0) > now(),
    revoke: (): void => {
      for (const token of ends.keys()) ends.set(token, 0);
    },
  };
}

const json = (body: unknown): ProperAnswer => ({ status: 200, body: JSON.stringify(body) });

/** A manager on loopback that speaks the part of the Wazuh API in which agents and their scans are. */
export async function startWazuhManager(options: WazuhManagerOptions): Promise<WazuhManager> {
  const { user, password, now, version = "4.9.2", requestsPerMinute = 300, agents = () => agentsAt(AGENTS, now()) } = options;
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const tokens = makeTokens(options);
  const requests: string[] = [];
  let faults: readonly PlannedHttpFault[] = [];
  let minute = { at: 0, requests: 0 };

  function isTooMany(): boolean {
    const at = Math.floor(now() / MINUTE_MS);
    minute = { at, requests: minute.at === at ? minute.requests + 1 : 1 };
    return minute.requests > requestsPerMinute;
  }

  function answer(method: string, url: URL, authorization: string): ProperAnswer {
    if (isTooMany())
      return { ...refuse(429, "Maximum number of requests per minute reached", "6001"), headers: { "content-type": "application/json" } };
    if (url.pathname === "/security/user/authenticate") {
      if (method !== "POST") return refuse(405, "Method Not Allowed", "405: Method Not Allowed");
      return authorization === basic
        ? json({ data: { token: tokens.issue() }, error: 0 })
        : refuse(401, "Unauthorized", "Invalid credentials");
    }
    if (!tokens.holds(authorization)) return refuse(401, "Unauthorized", "Invalid token");
    return answerManager(agents(), version, url);
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://manager");
    const place = requests.push(`${request.method} ${url.pathname}${url.search}`);
    const fault: HttpFault | null = faultOf(faults, place);
    const proper = () => answer(request.method ?? "", url, request.headers.authorization ?? "");
    if (fault === null) sendAnswer(response, proper());
    else applyHttpFault(fault, response, proper);
  });
  const url = await listen(server, options.port);
  return {
    url,
    requests,
    plan: (planned) => {
      faults = planned;
    },
    revoke: tokens.revoke,
    stop: () => stopServer(server),
  };
}
