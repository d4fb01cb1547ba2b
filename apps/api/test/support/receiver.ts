import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What a path does with a message. `accept-and-die`: it takes the message and ends the connection without an answer; `die`: the same
 * without taking it. `hang`: it says nothing until the sender gives up.
 */
export type Behaviour = "accept" | "fail" | "limit" | "hang" | "die" | "accept-and-die";

export interface Received {
  readonly path: string;
  readonly body: string;
  /** It was acknowledged, not only taken. */
  readonly acknowledged: boolean;
}

export interface Receiver {
  readonly url: string;
  /** Everything that was taken, in order. */
  readonly received: readonly Received[];
  /** Requests that wait for an answer that does not come. */
  hanging(): number;
  /** What a path does from now on, given how many requests it has seen. */
  behave(path: string, behaviour: (request: number) => Behaviour): void;
  stop(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

/** A real HTTP server that takes messages, or does not. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const behaviours = new Map<string, (request: number) => Behaviour>();
  const seen = new Map<string, number>();
  let hanging = 0;

  function act(behaviour: Behaviour, response: ServerResponse, take: (acknowledged: boolean) => void): void {
    switch (behaviour) {
      case "accept":
        take(true);
        response.end("ok");
        return;
      case "fail":
        response.writeHead(500).end("oops");
        return;
      case "limit":
        response.writeHead(429, { "retry-after": "30" }).end();
        return;
      case "hang":
        hanging += 1;
        response.on("close", () => {
          hanging -= 1;
        });
        return;
      case "accept-and-die":
        take(false);
        response.socket?.destroy();
        return;
      case "die":
        response.socket?.destroy();
    }
  }

  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const count = (seen.get(path) ?? 0) + 1;
    seen.set(path, count);
    const body = await readBody(request).catch(() => null);
    if (body === null) return;
    act(behaviours.get(path)?.(count) ?? "accept", response, (acknowledged) => received.push({ path, body, acknowledged }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    hanging: () => hanging,
    behave: (path, behaviour) => void behaviours.set(path, behaviour),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
