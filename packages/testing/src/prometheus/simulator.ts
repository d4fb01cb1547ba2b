import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answering, answerRequest } from "./answer.ts";
import { parseMatchers } from "./evaluate.ts";
import { applyFault, type Fault, type PlannedFault } from "./faults.ts";
import type { SimulatedHistory } from "./model.ts";
import { type Truth, truthOf } from "./truth.ts";
import { makeWorld } from "./world.ts";

export interface PrometheusSimulatorOptions extends SimulatedHistory {
  /** Added to every answer. */
  readonly latencyMs?: number;
  /** 2 (ranges include their left end, the default) or 3 (they do not). */
  readonly majorVersion?: 2 | 3;
  /** Milliseconds since the epoch, for queries that give no time. */
  readonly now: () => number;
  readonly port?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
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
  stop(): Promise<void>;
}

async function readFields(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  const fields = new URLSearchParams(url.searchParams);
  if (request.method !== "POST") return fields;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString("utf8"))) fields.append(name, value);
  return fields;
}

function respond(
  response: ServerResponse,
  answering: Answering,
  asked: { path: string; fields: URLSearchParams; latencyMs: number; fault: Fault | null },
): void {
  const answer = (): ReturnType<typeof answerRequest> => answerRequest(answering, asked.path, asked.fields);
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

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** A server on loopback that speaks the Prometheus query API over counters whose truth is known exactly. */
export async function startPrometheusSimulator(options: PrometheusSimulatorOptions): Promise<PrometheusSimulator> {
  const leftOpen = options.majorVersion === 3;
  const world = makeWorld(options);
  const counted = makeWorld({ ...options, families: options.families.map(({ native: _native, ...family }) => family) });
  const answering: Answering = { world, leftOpen, version: leftOpen ? "3.14.0" : "2.42.0", now: options.now };
  const requests: SeenRequest[] = [];
  let faults: readonly PlannedFault[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://simulator");
    const place = requests.push({ method: request.method ?? "", path: url.pathname, query: "", headers: request.headers }) - 1;
    const fault = faults.find((planned) => planned.request === undefined || planned.request === place + 1)?.fault ?? null;
    const answer = async (): Promise<void> => {
      const fields = await readFields(request, url);
      requests[place] = { method: request.method ?? "", path: url.pathname, query: fields.get("query") ?? "", headers: request.headers };
      respond(response, answering, { path: url.pathname, fields, latencyMs: options.latencyMs ?? 0, fault });
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
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
