import { type Socket, type SocketRequest, type SourceFailure, toFailure } from "@solvent/metric-sources";
import { WebSocket } from "ws";
import { toNetworkFailure } from "./network-failure.ts";

/** What a server may leave unread of what we send. */
const MAX_UNREAD_BYTES = 2 ** 20;
const NORMAL_CLOSURE = 1000;
/** Stands for a connection that ended without a goodbye. */
const NO_GOODBYE = 1006;
export const GIVEN_UP = "the connection was given up";
export const CLOSED = "the connection was closed";

const TOO_LARGE_CODES: ReadonlySet<string> = new Set(["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH"]);

function toReadFailure(error: Error, maxBytes: number): SourceFailure {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (TOO_LARGE_CODES.has(code)) return toFailure("too-large", `a frame is larger than ${maxBytes / 2 ** 20} MiB`);
  if (code.startsWith("WS_ERR_")) return toFailure("bad-answer", `the connection cannot be read: ${error.message}`);
  return toNetworkFailure(error, { aborted: false, late: false });
}

const toCloseFailure = (code: number, words: string): SourceFailure =>
  toFailure("unreachable", code === NO_GOODBYE ? CLOSED : `${CLOSED}: ${code} ${words}`.trim());

/** Speaks over a WebSocket that is open and paused, until either side ends it. `onEnd` comes once, after `onClose`. */
export function converse(
  websocket: WebSocket,
  { signal, onMessage, onClose }: SocketRequest,
  { maxBytes, onEnd }: { maxBytes: number; onEnd: () => void },
): Socket {
  let ended = false;
  function end(failure: SourceFailure): void {
    if (ended) return;
    ended = true;
    signal.removeEventListener("abort", giveUp);
    onClose(failure);
    onEnd();
  }
  function cut(failure: SourceFailure): void {
    websocket.terminate();
    end(failure);
  }
  function giveUp(): void {
    cut(toFailure("aborted", GIVEN_UP));
  }
  /** Whatever a frame makes of its reader ends this socket, and not the process. */
  function hear(frame: string | Uint8Array): void {
    try {
      onMessage(frame);
    } catch (error) {
      cut(toFailure("bad-answer", `a frame cannot be understood: ${error instanceof Error ? error.message : "unknown"}`));
    }
  }

  websocket.on("message", (data: Buffer, isBinary: boolean) => {
    if (!ended) hear(isBinary ? new Uint8Array(data) : data.toString("utf8"));
  });
  websocket.on("error", (error) => cut(toReadFailure(error, maxBytes)));
  websocket.on("close", (code, words) => end(toCloseFailure(code, words.toString("utf8"))));
  signal.addEventListener("abort", giveUp, { once: true });
  // Whoever asked has the socket before the first message comes.
  setImmediate(() => websocket.resume());
  return {
    send(text) {
      if (websocket.readyState !== WebSocket.OPEN) return;
      websocket.send(text);
      if (websocket.bufferedAmount > MAX_UNREAD_BYTES) cut(toFailure("unreachable", "the server does not read what is sent to it"));
    },
    close() {
      websocket.close(NORMAL_CLOSURE);
      end(toFailure("aborted", "the connection was closed by us"));
    },
  };
}
