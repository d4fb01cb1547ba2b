import type { ServerResponse } from "node:http";
import { LIVE_TOPICS, LiveEvent, type LiveTopic } from "@solvent/api-contract";
import { NOW_MS } from "./simulate.ts";

/** The stream of changes: tests say what happens on it. */
export interface FakeEvents {
  connect(response: ServerResponse): void;
  tell(...topics: LiveTopic[]): void;
  /** Cuts every connection, and new ones too, until `restore`. */
  cut(): void;
  restore(): void;
  readonly connections: number;
}

const RETRY_MS = 300;

export function makeFakeEvents(): FakeEvents {
  const open = new Set<ServerResponse>();
  let up = true;
  const write = (response: ServerResponse, event: string, topics: readonly LiveTopic[]) => {
    const data = LiveEvent.parse({ topics, now: new Date(NOW_MS).toISOString() });
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  return {
    get connections() {
      return open.size;
    },
    connect(response) {
      if (!up) {
        response.destroy();
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(`retry: ${RETRY_MS}\n\n`);
      open.add(response);
      response.on("close", () => open.delete(response));
      write(response, "hello", LIVE_TOPICS);
    },
    tell(...topics) {
      for (const response of open) write(response, "change", topics);
    },
    cut() {
      up = false;
      for (const response of open) response.destroy();
    },
    restore() {
      up = true;
    },
  };
}
