import { type Block, InvalidBlocks, isFields, toBlocks } from "./blocks.ts";

/** What an incoming webhook received. */
export interface Message {
  readonly id: number;
  readonly receivedAtMs: number;
  /** What stands in a notification, and all there is without blocks. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

export type Received =
  | { readonly ok: true; readonly message: Pick<Message, "text" | "blocks"> }
  /** The plain text that Slack answers with status 400. */
  | { readonly ok: false; readonly answer: "invalid_payload" | "no_text" | "invalid_blocks" };

const LONGEST_TEXT = 40_000;

/** Blocks of a message, and of its attachments, which are the older way to send some. */
function blocksOf(payload: Readonly<Record<string, unknown>>): readonly Block[] {
  const { attachments } = payload;
  const inside = Array.isArray(attachments) ? attachments.filter(isFields).flatMap(({ blocks }) => toBlocks(blocks)) : [];
  return [...toBlocks(payload["blocks"]), ...inside];
}

/** Reads the body of a post as Slack does. Throws nothing. */
export function receive(payload: unknown): Received {
  if (!isFields(payload)) return { ok: false, answer: "invalid_payload" };
  const { text } = payload;
  try {
    const blocks = blocksOf(payload);
    if ((typeof text !== "string" || text.trim() === "") && blocks.length === 0) return { ok: false, answer: "no_text" };
    return { ok: true, message: { text: typeof text === "string" ? text.slice(0, LONGEST_TEXT) : "", blocks } };
  } catch (error) {
    if (error instanceof InvalidBlocks) return { ok: false, answer: "invalid_blocks" };
    throw error;
  }
}
