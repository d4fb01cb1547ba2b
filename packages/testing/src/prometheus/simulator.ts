import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { faultOf } from "../http/faults.ts";
import { listen, readBody, stopServer } from "../http/listen.ts";
import { type Answering, answerRequest } from "./answer.ts";
import { withoutReplicas } from "./deduplicated.ts";
import { parseMatchers } from "./evaluate.ts";
import { applyFault, type Fault, type PlannedFault } from "./faults.ts";
import { type AnchoredRanges, mannersOf, type SimulatedServer } from "./manners.ts";
import type { SimulatedHistory } from "./model.ts";
import { type Truth, truthOf } from "./truth.ts";
import { makeWorld } from "./world.ts";

export interface PrometheusSimulatorOptions extends SimulatedHistory {
  /** Added to every answer. */
  readonly latencyMs?: number;
  /** 2 (ranges include their left end, the default) or 3 (they do not). */
  readonly majorVersion?: 2 | 3;
  /** What the server says it is, and behaves like; Prometheus unless given. */
  readonly server?: SimulatedServer;
  /** Of version 3: whether it knows anchored ranges, and how that is found out. */
  readonly anchored?: AnchoredRanges;
  /** Milliseconds since the epoch, for queries that give no time. */
  readonly now: () => number;
  readonly port?: number;
}

const MINUTE_MS = 60_000;

interface Held {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** What else was sent with it. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface PrometheusSimulator {
  readonly url: string;
  /** Every request so far. */
  readonly requests: readonly SeenRequest[];
  /** Replaces the faults that are still to come; request numbers count on from the start of the simulator. */
  plan(faults: readonly PlannedFault[]): void;
  /** What really happened to a selector (PromQL without functions) in minutes [from, to). */
  truth(selector: string, from: number, to: number): Truth;
  /** Samples of minutes [from, to) have not arrived, until the function that it returns is called. */
  holdBack(from: number, to: number): () => void;
  stop(): Promise<void>;
}

async function readFields(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  const fields = new URLSearchParams(url.searchParams);
  if (request.method !== "POST") return fields;
  for (const [name, value] of new URLSearchParams(await readBody(request))) fields.append(name, value);
  return fields;
}

function respond(
  response: ServerResponse,
  answering: Answering,
  asked: { path: string; tenant: string | null; fields: URLSearchParams; latencyMs: number; fault: Fault | null },
): void {
  const answer = (): ReturnType<typeof answerRequest> => answerRequest(answering, asked, asked.fields);
  const slow: Fault | null = asked.latencyMs > 0 ? { do: "slow", milliseconds: asked.latencyMs } : null;
  const fault = asked.fault ?? slow;
  if (fault !== null) {
    applyFault(fault, response, answer);
    return;
  }
  const { status, body } = answer();
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body);
}

/** A server on loopback that speaks the Prometheus query API over counters whose truth is known exactly. */
export async function startPrometheusSimulator(options: PrometheusSimulatorOptions): Promise<PrometheusSimulator> {
  const { server: kind = "prometheus", majorVersion = 2, anchored = "off" } = options;
  const held = new Set<Held>();
  const isHidden = (timeMs: number): boolean => held.size > 0 && [...held].some(({ fromMs, toMs }) => timeMs > fromMs && timeMs <= toMs);
  const world = makeWorld(options);
  const counted = makeWorld({ ...options, families: options.families.map(({ native: _native, ...family }) => family) });
  const manners = mannersOf(kind, { majorVersion, anchored });
  const merged = manners.replicaLabel === null ? world : withoutReplicas(world, manners.replicaLabel);
  const answering: Answering = { world, merged, manners, isHidden, now: options.now };
  const requests: SeenRequest[] = [];
  let faults: readonly PlannedFault[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://simulator");
    const seen = { method: request.method ?? "", path: url.pathname, headers: request.headers };
    const place = requests.push({ ...seen, query: "", parameters: {} }) - 1;
    const fault = faultOf(faults, place + 1);
    const answer = async (): Promise<void> => {
      const fields = await readFields(request, url);
      requests[place] = { ...seen, query: fields.get("query") ?? "", parameters: Object.fromEntries(fields) };
      const tenant = String(request.headers["x-scope-orgid"] ?? "");
      const asked = { path: url.pathname, tenant: tenant === "" ? null : tenant, fields, latencyMs: options.latencyMs ?? 0, fault };
      respond(response, answering, asked);
    };
    answer().catch((error: unknown) => {
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(`the simulator failed: ${String(error)}`);
    });
  });
  const url = await listen(server, options.port ?? 0);
  return {
    url,
    requests,
    plan: (planned) => {
      faults = planned;
    },
    truth: (selector, from, to) => truthOf(counted.select(parseMatchers(selector)), from, to),
    holdBack(from, to) {
      const one = { fromMs: from * MINUTE_MS, toMs: to * MINUTE_MS };
      held.add(one);
      return () => held.delete(one);
    },
    stop: () => stopServer(server),
  };
}
