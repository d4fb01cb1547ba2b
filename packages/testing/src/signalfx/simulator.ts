import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { applyHttpFault, faultOf, listen, type PlannedHttpFault, readBody, stopServer } from "../http/index.ts";
import { makeAccount, type Usage } from "./account.ts";
import { isHttpFault, type SignalFxFault } from "./faults.ts";
import type { SimulatedMts } from "./model.ts";
import { answerRest } from "./rest.ts";
import { serveSession } from "./session.ts";
import { type MtsStore, makeMtsStore } from "./store.ts";

export interface SignalFxSimulatorOptions {
  readonly series: readonly SimulatedMts[];
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly port?: number;
  readonly bucketLabel?: "start" | "end";
  /** 300 when left out. */
  readonly jobsPerConnection?: number;
  /** 1000 when left out. */
  readonly startsPerMinute?: number;
  /** 10,000 when left out. */
  readonly maxInputSeries?: number;
  /** Older points are only kept in steps of five minutes. */
  readonly minuteRetentionMs?: number;
}

export interface SignalFxSimulator {
  /** Serves SignalFlow, the API and ingest alike. */
  readonly url: string;
  /** What was asked so far: "GET /v2/metric", "connect", "execute", … */
  readonly requests: readonly string[];
  readonly usage: Usage;
  /** Replaces the faults that are still to come; request numbers count on from the start of the simulator. */
  plan(faults: readonly PlannedHttpFault<SignalFxFault>[]): void;
  readonly holdBack: MtsStore["holdBack"];
  /** Ends every WebSocket at once, as a restart of a proxy does. */
  dropConnections(): void;
  stop(): Promise<void>;
}

const CONNECT_PATH = "/v2/signalflow/connect";

/** A server on loopback that speaks the protocol of SignalFx over time series whose truth is known exactly. */
export async function startSignalFxSimulator(options: SignalFxSimulatorOptions): Promise<SignalFxSimulator> {
  const store = makeMtsStore(options.series);
  const account = makeAccount({
    token: options.token,
    jobsPerConnection: options.jobsPerConnection ?? 300,
    startsPerMinute: options.startsPerMinute ?? 1000,
    world: {
      store,
      now: options.now,
      maxInputSeries: options.maxInputSeries ?? 10_000,
      minuteRetentionMs: options.minuteRetentionMs ?? null,
      bucketLabel: options.bucketLabel ?? "start",
    },
  });
  const requests: string[] = [];
  let faults: readonly PlannedHttpFault<SignalFxFault>[] = [];
  const nextFault = (path: string): SignalFxFault | null => faultOf(faults, requests.push(path));
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  sockets.on("connection", (socket) => serveSession(socket, { account, nextFault }));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://simulator");
    const fault = nextFault(`${request.method} ${url.pathname}`);
    const { "x-sf-token": token, "content-type": contentType = "" } = request.headers;
    const asked = {
      method: request.method ?? "",
      url,
      token: typeof token === "string" ? token : undefined,
      contentType,
      body: await readBody(request),
    };
    const proper = (): ReturnType<typeof answerRest> => answerRest(asked, { account, store, fault });
    if (fault !== null && isHttpFault(fault)) return applyHttpFault(fault, response, proper);
    const { status, body, headers = { "content-type": "application/json" } } = proper();
    response.writeHead(status, { ...headers, date: new Date(options.now()).toUTCString() });
    response.end(body);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname } = new URL(request.url ?? "/", "http://simulator");
    const fault = nextFault("connect");
    if (fault?.do === "hang") return;
    const status = fault?.do === "status" ? fault.status : pathname === CONNECT_PATH ? null : 404;
    if (status !== null) return void socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    if (fault !== null && isHttpFault(fault)) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(`the simulator failed: ${String(error)}`);
    });
  });
  server.on("upgrade", upgrade);
  const url = await listen(server, options.port);
  const dropConnections = (): void => {
    for (const client of sockets.clients) client.terminate();
  };
  return {
    url,
    requests,
    usage: account.usage,
    plan: (planned) => {
      faults = planned;
    },
    holdBack: store.holdBack,
    dropConnections,
    stop: async () => {
      dropConnections();
      await stopServer(server);
    },
  };
}
