import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** 32 bytes that nobody else has: whoever finds them in a response or in the log has found a leak. */
export const CANARY_BYTES = "Y2FuYXJ5LTVkMWU3Yi1jYW5hcnktNWQxZTdiLWNhbmFyeQ==";
export const CANARY = `whsec_${CANARY_BYTES}`;
export const SECOND_SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

/** A receiver that nobody listens at: targets are stored without asking them. */
export const WEBHOOK = {
  name: "hook",
  kind: "webhook",
  settings: { url: "http://127.0.0.1:9/hook" },
  secrets: { signingSecret: CANARY },
} as const;

export const SLACK_SECRET = "https://hooks.slack.com/services/T0CANARY5D/B0CANARY5D/canary5d1e7b";
export const SLACK = { name: "slack", kind: "slack", settings: {}, secrets: { url: SLACK_SECRET } } as const;

export interface Receiver {
  readonly url: string;
  /** Bodies of the requests so far. */
  readonly received: string[];
  answer: { status: number; body: string };
  close(): Promise<void>;
}

/** A webhook receiver on loopback that answers what it is told to. */
export async function startReceiver(): Promise<Receiver> {
  const received: string[] = [];
  const receiver = { received, answer: { status: 200, body: "ok" } };
  const server: Server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push(body);
      response.writeHead(receiver.answer.status, { "content-type": "text/plain" }).end(receiver.answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
