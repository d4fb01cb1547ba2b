import type { Dialer, HttpClient, Socket, SocketClient } from "@solvent/metric-sources";

export interface Doors {
  readonly http: HttpClient;
  readonly sockets: SocketClient;
  readonly dialer: Dialer;
}

/** Counts what this process asks of each source: HTTP requests, frames sent over a WebSocket, connections opened. */
export interface RequestMeter {
  /** The same doors, counted for one source. */
  watch(sourceId: string, doors: Doors): Doors;
  /** Requests in the last whole minute; 0 for a source that was not asked. */
  lastMinute(sourceId: string): number;
}

interface Counted {
  readonly minute: number;
  readonly requests: number;
  readonly before: number;
}

const MINUTE_MS = 60_000;

export function makeRequestMeter(now: () => number): RequestMeter {
  const counts = new Map<string, Counted>();

  function current(sourceId: string): Counted {
    const minute = Math.floor(now() / MINUTE_MS);
    const known = counts.get(sourceId);
    if (known === undefined) return { minute, requests: 0, before: 0 };
    if (known.minute === minute) return known;
    return { minute, requests: 0, before: known.minute === minute - 1 ? known.requests : 0 };
  }
  function count(sourceId: string): void {
    const at = current(sourceId);
    counts.set(sourceId, { ...at, requests: at.requests + 1 });
  }

  return {
    watch(sourceId, { http, sockets, dialer }) {
      const countSends = (socket: Socket): Socket => ({
        send: (text) => {
          count(sourceId);
          socket.send(text);
        },
        close: () => socket.close(),
      });
      return {
        http: {
          send: (request) => {
            count(sourceId);
            return http.send(request);
          },
        },
        sockets: {
          open: async (request) => {
            count(sourceId);
            const opened = await sockets.open(request);
            return opened.ok ? { ok: true, value: countSends(opened.value) } : opened;
          },
        },
        dialer: {
          dial: (request) => {
            count(sourceId);
            return dialer.dial(request);
          },
        },
      };
    },
    lastMinute: (sourceId) => current(sourceId).before,
  };
}
