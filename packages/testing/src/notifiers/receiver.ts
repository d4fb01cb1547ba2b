import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a receiver does instead of, or around, its proper answer. `accept`: the message counts as delivered before things go wrong. */
export type ReceiverFault =
  | { readonly do: "answer"; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Nothing, until the client gives up. */
  | { readonly do: "hang"; readonly accept: boolean }
  /** The connection ends without an answer. */
  | { readonly do: "close"; readonly accept: boolean }
  /** The message is accepted, the answer begins, and the connection is reset in its middle. */
  | { readonly do: "reset-mid-body" }
  /** The proper answer after a delay. */
  | { readonly do: "slow"; readonly milliseconds: number };

/** Requests count from 1. A fault without a number stays until it is replaced. */
export interface PlannedReceiverFault {
  readonly request?: number;
  readonly fault: ReceiverFault;
}

export interface ReceivedPost {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The protocol of a receiver: what it says to a request. A status of 2xx accepts the message, and only then is it kept. */
export type Protocol<Accepted> = (
  post: ReceivedPost,
) => { readonly answer: ReceiverAnswer; readonly accepted: Accepted } | { readonly answer: ReceiverAnswer; readonly accepted: null };

export interface Receiver<Accepted> {
  /** scheme://host:port */
  readonly origin: string;
  /** Every request so far, accepted or not. */
  readonly attempts: readonly ReceivedPost[];
  /** Every message that was accepted, in order. */
  readonly accepted: readonly Accepted[];
  /** Replaces the faults that are still to come; requests count on from the start of the receiver. */
  plan(faults: readonly PlannedReceiverFault[]): void;
  /** Resolves when so many requests have arrived with their bodies, whatever becomes of them. */
  attempted(count: number): Promise<void>;
  /** Resolves when so many messages were accepted. */
  hasAccepted(count: number): Promise<void>;
  /** Ends all connections. */
  stop(): Promise<void>;
}

async function readPost(request: IncomingMessage): Promise<ReceivedPost> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return { path: request.url ?? "/", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
}

function write(response: ServerResponse, { status, body, headers = { "content-type": "text/plain" } }: ReceiverAnswer): void {
  response.writeHead(status, headers);
  response.end(body);
}

function resetMidBody(response: ServerResponse, { status, body }: ReceiverAnswer): void {
  response.writeHead(status, { "content-type": "text/plain", "content-length": Buffer.byteLength(body) + 100 });
  response.write(body, () => response.socket?.resetAndDestroy());
}

function delayed(response: ServerResponse, milliseconds: number, answer: ReceiverAnswer): void {
  const timer = setTimeout(() => write(response, answer), milliseconds);
  response.on("close", () => clearTimeout(timer));
}

function respond(response: ServerResponse, answer: ReceiverAnswer, fault: ReceiverFault | null): void {
  if (fault === null) write(response, answer);
  else if (fault.do === "answer") write(response, { body: "", ...fault });
  else if (fault.do === "close") response.destroy();
  else if (fault.do === "reset-mid-body") resetMidBody(response, answer);
  else if (fault.do === "slow") delayed(response, fault.milliseconds, answer);
  // One that hangs says nothing.
}

/** Whether a message that the protocol takes is kept although, or because, something goes wrong. */
function keeps(fault: ReceiverFault | null): boolean {
  if (fault === null || fault.do === "slow" || fault.do === "reset-mid-body") return true;
  return fault.do !== "answer" && fault.accept;
}

/** Promises that resolve when a list has grown to a length. */
function makeWaiters() {
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  return {
    grown(length: number): void {
      for (const { count, resolve } of waiting) if (length >= count) resolve();
      waiting = waiting.filter(({ count }) => length < count);
    },
    wait: (count: number, length: number): Promise<void> =>
      length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

/** A real HTTP server on loopback that speaks a protocol, and goes wrong as planned. */
export async function startReceiver<Accepted>(protocol: Protocol<Accepted>): Promise<Receiver<Accepted>> {
  const attempts: ReceivedPost[] = [];
  const accepted: Accepted[] = [];
  const [attemptWaiters, acceptWaiters] = [makeWaiters(), makeWaiters()];
  let faults: readonly PlannedReceiverFault[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const post = await readPost(request);
    const number = attempts.push(post);
    const fault = faults.find((planned) => planned.request === undefined || planned.request === number)?.fault ?? null;
    const verdict = protocol(post);
    if (verdict.accepted !== null && keeps(fault)) accepted.push(verdict.accepted);
    respond(response, verdict.answer, fault);
    attemptWaiters.grown(attempts.length);
    acceptWaiters.grown(accepted.length);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const origin = await listen(server);
  return {
    origin,
    attempts,
    accepted,
    plan: (planned) => {
      faults = planned;
    },
    attempted: (count) => attemptWaiters.wait(count, attempts.length),
    hasAccepted: (count) => acceptWaiters.wait(count, accepted.length),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
