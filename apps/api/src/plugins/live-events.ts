import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { AppError } from "../errors/app-error.ts";
import type { EventSink, LiveStreams } from "../usecases/live/live-streams.ts";
import { refuseForeignSite } from "./request-guard.ts";

const COME_BACK_SECONDS = 30;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // For proxies that collect what passes through: an event that waits is worth nothing.
  "x-accel-buffering": "no",
} as const;

const toSink = (response: ServerResponse): EventSink => ({
  write: (text) => {
    response.write(text);
  },
  queuedBytes: () => response.writableLength,
  end: () => {
    response.end();
  },
  cut: () => {
    response.destroy();
  },
});

/**
 * The stream of server-sent events. It stays open until the client leaves or the application closes, and then it must not hold the
 * connection: closing would wait for it. Another site's page is refused, because every stream is a connection that is kept.
 */
export function addLiveEvents(app: FastifyInstance, { url, live }: { readonly url: string; readonly live: LiveStreams }): void {
  app.get(url, { config: { role: "viewer" }, exposeHeadRoute: false }, async (request, reply) => {
    refuseForeignSite(request, "Events are told only to Solvent's own pages and to programs, not to other web sites");
    if (live.isFull()) {
      throw new AppError("events.too-many", "Too many streams of events are open", { retryAfterSeconds: COME_BACK_SECONDS });
    }
    reply.hijack();
    const { raw } = reply;
    raw.shouldKeepAlive = false;
    // What hooks have set is on the reply, which writes nothing any more.
    for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...HEADERS })) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200);
    raw.flushHeaders();
    // A connection that breaks ends in `close` too; without somebody who listens its error would end the process.
    raw.on("error", () => undefined);
    raw.on("close", live.open(toSink(raw)));
  });
  app.addHook("preClose", async () => live.close());
}
