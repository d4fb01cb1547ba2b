import { createServer, type IncomingHttpHeaders, type RequestListener, STATUS_CODES } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { listen, stopServer } from "../http/listen.ts";

/** The server's end of one WebSocket. */
export interface SocketPeer {
  readonly headers: IncomingHttpHeaders;
  /** Address and query as asked for. */
  readonly path: string;
  /** Text frames that came in, the oldest first. */
  readonly received: readonly string[];
  send(message: string | Uint8Array): void;
  /** One message in several frames. */
  sendParts(parts: readonly string[]): void;
  ping(payload: string): void;
  close(code: number, words: string): void;
  /** Ends the connection without a word. */
  cut(): void;
}

export interface SocketServerOptions {
  /** Certificate and key: the server speaks TLS. */
  readonly tls?: ServerOptions;
  readonly onPeer?: (peer: SocketPeer) => void;
  readonly onText?: (text: string, peer: SocketPeer) => void;
  /** With the code of the other side's goodbye, 1006 when there was none. */
  readonly onLeave?: (code: number) => void;
  /** Answers upgrades with this instead. */
  readonly refuse?: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };
  /** Instead of an answer of any kind: what to do with a connection that asks for an upgrade. */
  readonly takeOver?: (connection: Duplex, headers: IncomingHttpHeaders) => void;
  /** Answers plain requests. */
  readonly onRequest?: RequestListener;
}

export interface SocketServer {
  readonly port: number;
  readonly peers: readonly SocketPeer[];
  stop(): Promise<void>;
}

function toPeer(
  socket: WebSocket,
  at: { readonly headers: IncomingHttpHeaders; readonly path: string },
  { onText, onLeave }: SocketServerOptions,
): SocketPeer {
  const received: string[] = [];
  const peer: SocketPeer = {
    ...at,
    received,
    send: (message) => socket.send(message),
    sendParts: (parts) => {
      for (const [index, part] of parts.entries()) socket.send(part, { fin: index === parts.length - 1 });
    },
    ping: (payload) => socket.ping(payload),
    close: (code, words) => socket.close(code, words),
    cut: () => socket.terminate(),
  };
  socket.on("error", () => undefined);
  socket.on("close", (code) => onLeave?.(code));
  socket.on("message", (data) => {
    received.push(String(data));
    onText?.(String(data), peer);
  });
  return peer;
}

function writeRefusal(connection: Duplex, { status, headers = {}, body = "" }: NonNullable<SocketServerOptions["refuse"]>): void {
  const lines = Object.entries({ connection: "close", "content-length": String(Buffer.byteLength(body)), ...headers });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  connection.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** A WebSocket server on a free port of loopback. */
export async function startSocketServer(options: SocketServerOptions = {}): Promise<SocketServer> {
  const { tls, onPeer, refuse, takeOver, onRequest } = options;
  const peers: SocketPeer[] = [];
  const connections = new Set<Duplex>();
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, connection, head) => {
    connections.add(connection);
    connection.on("error", () => undefined);
    if (takeOver !== undefined) return takeOver(connection, request.headers);
    if (refuse !== undefined) return writeRefusal(connection, refuse);
    sockets.handleUpgrade(request, connection, head, (socket) => {
      const peer = toPeer(socket, { headers: request.headers, path: request.url ?? "" }, options);
      peers.push(peer);
      onPeer?.(peer);
    });
  });
  const { port } = new URL(await listen(server));
  return {
    port: Number(port),
    peers,
    async stop() {
      for (const connection of connections) connection.destroy();
      await stopServer(server);
    },
  };
}
