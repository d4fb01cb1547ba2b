import {
  classOfStatus,
  failed,
  type Outcome,
  type Socket,
  type SocketClient,
  type SocketRequest,
  succeeded,
  toFailure,
} from "@solvent/metric-sources";
import { type RawData, WebSocket } from "ws";
import { toConnectionFailure } from "./connection-failure.ts";
import { toNodeTls } from "./tls-options.ts";

const MAX_FRAME_BYTES = 16 * 2 ** 20;

const toBytes = (data: RawData): Uint8Array =>
  Array.isArray(data) ? new Uint8Array(Buffer.concat(data)) : new Uint8Array(data instanceof ArrayBuffer ? data : Uint8Array.from(data));

/** Tells of the end of an open socket once, whoever ended it. */
function tellEnd(socket: WebSocket, { signal, onClose }: SocketRequest): void {
  const errors: Error[] = [];
  socket.on("error", (error) => errors.push(error));
  socket.on("close", (code, reason) => {
    if (signal.aborted) return onClose(toFailure("aborted", "aborted"));
    const [error] = errors;
    if (error !== undefined && "code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH")
      return onClose(toFailure("too-large", "a frame is larger than 16 MiB"));
    onClose(toFailure("unreachable", error?.message ?? `the connection was closed: ${code} ${reason.toString("utf8")}`.trim()));
  });
}

function open(request: SocketRequest): Promise<Outcome<Socket>> {
  const { url, headers = {}, tls, timeoutMs = 3000, signal, onMessage } = request;
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(failed("aborted", "aborted"));
    const socket = new WebSocket(url, {
      headers,
      handshakeTimeout: timeoutMs,
      maxPayload: MAX_FRAME_BYTES,
      agent: false,
      ...toNodeTls(tls),
    });
    const end = (): void => socket.terminate();
    signal.addEventListener("abort", end);
    socket.on("close", () => signal.removeEventListener("abort", end));
    socket.on("error", (error) => resolve(toConnectionFailure(error, signal)));
    socket.on("unexpected-response", (_request, { statusCode = 0 }) => {
      resolve(failed(classOfStatus(statusCode), `HTTP ${statusCode} instead of a WebSocket`));
      end();
    });
    socket.on("message", (data, isBinary) => onMessage(isBinary ? toBytes(data) : String(data)));
    socket.on("open", () => {
      tellEnd(socket, request);
      resolve(succeeded({ send: (text) => socket.send(text, () => undefined), close: () => socket.close() }));
    });
  });
}

/** WebSockets to loopback, for tests of adapters. The product's own, with its address policy, live in the API. */
export const makeTestSocketClient = (): SocketClient => ({ open });
