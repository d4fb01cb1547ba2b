/** The part of Block Kit that the page shows; anything else is refused like an invalid block. */
export interface Text {
  readonly type: "plain_text" | "mrkdwn";
  readonly text: string;
}
export interface Button {
  readonly text: string;
  readonly url: string | null;
}
export type Block =
  | { readonly type: "header"; readonly text: Text }
  | { readonly type: "section"; readonly text: Text | null; readonly fields: readonly Text[] }
  | { readonly type: "context"; readonly elements: readonly Text[] }
  | { readonly type: "actions"; readonly buttons: readonly Button[] }
  | { readonly type: "divider" };

/** Limits of Slack (sources.md 8.1). */
export const LIMITS = {
  blocks: 50,
  header: 150,
  section: 3000,
  fields: 10,
  field: 2000,
  context: 10,
  actions: 25,
  button: 75,
  url: 3000,
} as const;

type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** Thrown for what Slack would answer with `invalid_blocks`. */
export class InvalidBlocks extends Error {}

function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvalidBlocks(message);
}

function toText(value: unknown, longest: number, plainOnly = false): Text {
  check(isFields(value), "a text object is missing");
  const { type, text } = value;
  check(type === "plain_text" || (type === "mrkdwn" && !plainOnly), `a text cannot be of type ${String(type)}`);
  check(typeof text === "string" && text.length > 0 && text.length <= longest, `a text has 1 to ${longest} characters`);
  return { type, text };
}

function toList(value: unknown, most: number): readonly unknown[] {
  check(Array.isArray(value) && value.length > 0 && value.length <= most, `a list has 1 to ${most} elements`);
  return value;
}

function toButton(value: unknown): Button {
  check(isFields(value) && value["type"] === "button", "only buttons are understood here");
  const { url } = value;
  check(url === undefined || (typeof url === "string" && url.length <= LIMITS.url), "a url is a text");
  return { text: toText(value["text"], LIMITS.button, true).text, url: url ?? null };
}

function toSection(block: Fields): Block {
  const { text, fields } = block;
  check(text !== undefined || fields !== undefined, "a section has text or fields");
  return {
    type: "section",
    text: text === undefined ? null : toText(text, LIMITS.section),
    fields: fields === undefined ? [] : toList(fields, LIMITS.fields).map((field) => toText(field, LIMITS.field)),
  };
}

function toBlock(value: unknown): Block {
  check(isFields(value), "a block is an object");
  switch (value["type"]) {
    case "header":
      return { type: "header", text: toText(value["text"], LIMITS.header, true) };
    case "section":
      return toSection(value);
    case "context":
      return { type: "context", elements: toList(value["elements"], LIMITS.context).map((element) => toText(element, LIMITS.section)) };
    case "actions":
      return { type: "actions", buttons: toList(value["elements"], LIMITS.actions).map(toButton) };
    case "divider":
      return { type: "divider" };
    default:
      throw new InvalidBlocks(`a block cannot be of type ${String(value["type"])}`);
  }
}

/** The blocks of a message; throws InvalidBlocks. */
export function toBlocks(value: unknown): readonly Block[] {
  if (value === undefined) return [];
  check(Array.isArray(value) && value.length <= LIMITS.blocks, `a message has at most ${LIMITS.blocks} blocks`);
  return value.map(toBlock);
}
