import { createHmac, timingSafeEqual } from "node:crypto";
import { type ReceivedPost, type Receiver, startReceiver } from "./receiver.ts";

/** A message whose signature was right. */
export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly bytes: number;
}

export interface WebhookReceiver extends Receiver<WebhookMessage> {
  readonly url: string;
}

const TOLERANCE_SECONDS = 300;
const MAX_BYTES = 20_000;
const DEFAULT_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const headerOf = ({ headers }: ReceivedPost, name: string): string => String(headers[name] ?? "");

/** Standard Webhooks 1.0, written down apart from the code that signs. */
function isSigned(post: ReceivedPost, secret: string, nowMs: number): boolean {
  const [id, timestamp] = [headerOf(post, "webhook-id"), headerOf(post, "webhook-timestamp")];
  if (id === "" || !/^\d+$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = Buffer.from(createHmac("sha256", key).update(`${id}.${timestamp}.${post.body}`).digest("base64"));
  return headerOf(post, "webhook-signature")
    .split(" ")
    .filter((entry) => entry.startsWith("v1,"))
    .map((entry) => Buffer.from(entry.slice(3)))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}

export interface WebhookReceiverOptions {
  readonly secret?: string;
  readonly now: () => number;
}

/** A receiver that checks signatures and sizes, and accepts with 204. */
export async function makeWebhookReceiver({ secret = DEFAULT_SECRET, now }: WebhookReceiverOptions): Promise<WebhookReceiver> {
  const refuse = (status: number, body: string) => ({ answer: { status, body }, accepted: null });
  const receiver = await startReceiver<WebhookMessage>((post) => {
    if (!isSigned(post, secret, now())) return refuse(401, "signature");
    const bytes = Buffer.byteLength(post.body);
    if (bytes >= MAX_BYTES) return refuse(413, "too large");
    const { type, timestamp, data } = JSON.parse(post.body) as Pick<WebhookMessage, "type" | "timestamp" | "data">;
    return { answer: { status: 204, body: "" }, accepted: { id: headerOf(post, "webhook-id"), type, timestamp, data, bytes } };
  });
  return { ...receiver, url: `${receiver.origin}/solvent` };
}
