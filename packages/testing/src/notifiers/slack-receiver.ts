import { type Receiver, type ReceiverAnswer, startReceiver } from "./receiver.ts";
import { findBlockKitProblems, findUnsafeTexts } from "./slack-message-check.ts";

/** A message as it stands in the channel. */
export interface SlackMessage {
  readonly text: string;
  /** Null for a message of text alone. */
  readonly blocks: readonly unknown[] | null;
  /** Names that became markup, and the like: such a message is accepted, as Slack would, and must not have been sent. */
  readonly unsafe: readonly string[];
}

export interface SlackReceiver extends Receiver<SlackMessage> {
  /** The address of its one incoming webhook. */
  readonly url: string;
  /** Why messages were refused, in order. */
  readonly refusals: readonly string[];
}

const PATH = "/services/T0SIMULATE/B0SIMULATE/sImUlAtEdSeCrEt0123456789";

const plain = (status: number, body: string): ReceiverAnswer => ({ status, body });

function parseJson(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Slack's end of an incoming webhook: one address, plain text answers, and every message checked against the limits of Block Kit. */
export async function makeSlackReceiver({ mentions = [] }: { readonly mentions?: readonly string[] } = {}): Promise<SlackReceiver> {
  const refusals: string[] = [];
  const refuse = (status: number, body: string, why: string = body): { answer: ReceiverAnswer; accepted: null } => {
    refusals.push(why);
    return { answer: plain(status, body), accepted: null };
  };
  const receiver = await startReceiver<SlackMessage>(({ path, headers, body }) => {
    if (path !== PATH) return refuse(404, "no_service");
    const payload = headers["content-type"]?.startsWith("application/json") ? parseJson(body) : null;
    if (payload === null) return refuse(400, "invalid_payload");
    if (typeof payload.text !== "string" || payload.text === "") return refuse(400, "no_text");
    const problems = findBlockKitProblems(payload);
    if (problems.length > 0) return refuse(400, "invalid_blocks", problems.join("; "));
    const blocks = Array.isArray(payload.blocks) ? payload.blocks : null;
    return { answer: plain(200, "ok"), accepted: { text: payload.text, blocks, unsafe: findUnsafeTexts(payload, mentions) } };
  });
  return { ...receiver, url: `${receiver.origin}${PATH}`, refusals };
}
