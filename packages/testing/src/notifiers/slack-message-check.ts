/** Limits of Block Kit and of messages (sources.md 8.1), written down apart from the code that keeps them. */
const LIMITS = {
  blocks: 50,
  blockId: 255,
  header: 150,
  section: 3000,
  fields: 10,
  field: 2000,
  contextElements: 10,
  contextText: 3000,
  buttons: 25,
  buttonText: 75,
  buttonUrl: 3000,
  textBesideBlocks: 4000,
  text: 40_000,
} as const;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function lengthProblems(value: unknown, max: number, where: string): string[] {
  if (typeof value !== "string" || value === "") return [`${where} is empty`];
  return value.length > max ? [`${where} has ${value.length} characters, at most ${max}`] : [];
}

function textProblems(value: unknown, { type, max, where }: { type: "plain_text" | "mrkdwn"; max: number; where: string }): string[] {
  if (!isFields(value)) return [`${where} is no text`];
  return [...(value.type === type ? [] : [`${where} must be ${type}`]), ...lengthProblems(value.text, max, where)];
}

function countProblems(list: readonly unknown[], max: number, where: string): string[] {
  return list.length >= 1 && list.length <= max ? [] : [`${where}: ${list.length}, must be 1 to ${max}`];
}

function sectionProblems(block: Fields, where: string): string[] {
  if (block.text === undefined && block.fields === undefined) return [`${where} has neither text nor fields`];
  const fields = listOf(block.fields);
  return [
    ...(block.text === undefined ? [] : textProblems(block.text, { type: "mrkdwn", max: LIMITS.section, where: `${where} text` })),
    ...(block.fields === undefined ? [] : countProblems(fields, LIMITS.fields, `${where} fields`)),
    ...fields.flatMap((field, index) => textProblems(field, { type: "mrkdwn", max: LIMITS.field, where: `${where} field ${index}` })),
  ];
}

function contextProblems(block: Fields, where: string): string[] {
  const elements = listOf(block.elements);
  return [
    ...countProblems(elements, LIMITS.contextElements, `${where} elements`),
    ...elements.flatMap((one, index) => textProblems(one, { type: "mrkdwn", max: LIMITS.contextText, where: `${where} element ${index}` })),
  ];
}

function buttonProblems(button: unknown, where: string): string[] {
  if (!isFields(button) || button.type !== "button") return [`${where} is no button`];
  const url = lengthProblems(button.url, LIMITS.buttonUrl, `${where} url`);
  const isWeb = typeof button.url === "string" && /^https?:\/\/./.test(button.url) && URL.canParse(button.url);
  return [
    ...textProblems(button.text, { type: "plain_text", max: LIMITS.buttonText, where: `${where} text` }),
    ...(url.length > 0 || isWeb ? url : [`${where} leads to no page`]),
    ...lengthProblems(button.action_id, LIMITS.blockId, `${where} action_id`),
  ];
}

function actionsProblems(block: Fields, where: string): string[] {
  const elements = listOf(block.elements);
  const ids = elements.map((one) => (isFields(one) ? one.action_id : undefined));
  return [
    ...countProblems(elements, LIMITS.buttons, `${where} elements`),
    ...elements.flatMap((button, index) => buttonProblems(button, `${where} button ${index}`)),
    ...(new Set(ids).size === ids.length ? [] : [`${where} has an action_id twice`]),
  ];
}

function blockProblems(block: unknown, index: number): string[] {
  const where = `block ${index}`;
  if (!isFields(block)) return [`${where} is no block`];
  switch (block.type) {
    case "header":
      return textProblems(block.text, { type: "plain_text", max: LIMITS.header, where: `${where} text` });
    case "section":
      return sectionProblems(block, where);
    case "context":
      return contextProblems(block, where);
    case "actions":
      return actionsProblems(block, where);
    case "divider":
      return [];
    default:
      return [`${where} is of no known type`];
  }
}

/** Why Slack would answer `invalid_blocks`, or cut the text; empty when the message is fine. */
export function findBlockKitProblems(payload: unknown): string[] {
  if (!isFields(payload)) return ["the message is no object"];
  if (payload.blocks === undefined) return lengthProblems(payload.text, LIMITS.text, "text");
  const blocks = listOf(payload.blocks);
  return [
    ...lengthProblems(payload.text, LIMITS.textBesideBlocks, "text"),
    ...countProblems(blocks, LIMITS.blocks, "blocks"),
    ...blocks.flatMap(blockProblems),
  ];
}

/** What the messages of Solvent may hold between angle brackets: points in time, links to the web, mentions from the settings. */
const DATE_TOKEN = /^!date\^\d{1,12}\^(?:\{\w+\} ?)+\|[\w :+-]{1,40}$/;
const LINK_TOKEN = /^https?:\/\/[^<>|\s]+\|[^<>|]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029]/;
const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066\u2067]/;
const ENTITY = /&(?!amp;|lt;|gt;)/;

function markupProblems(text: string, mentions: readonly string[]): string[] {
  const tokens = [...text.matchAll(/<([^<>]*)>/g)].map(([, token = ""]) => token);
  const unknown = tokens.filter((token) => !DATE_TOKEN.test(token) && !LINK_TOKEN.test(token) && !mentions.includes(`<${token}>`));
  const rest = text.replace(/<[^<>]*>/g, "");
  return [
    ...unknown.map((token) => `markup that nobody meant: <${token}>`),
    ...(/[<>]/.test(rest) ? ["an angle bracket that is not escaped"] : []),
    ...(ENTITY.test(rest) ? ["an ampersand that is not escaped"] : []),
    ...(/[`~]/.test(text.replace(/<http[^|]*\|/g, "")) ? ["formatting of somebody else's"] : []),
    ...((rest.match(/\*/g)?.length ?? 0) % 2 === 0 ? [] : ["bold that does not end"]),
  ];
}

function unsafeCharacters(text: string): string[] {
  const isolates = [...text].reduce((open, character) => open + (character === "\u2068" ? 1 : character === "\u2069" ? -1 : 0), 0);
  return [
    ...(CONTROL.test(text) ? ["a control character"] : []),
    ...(BIDI_CONTROL.test(text) ? ["a character that turns the direction of text"] : []),
    ...(/\p{Surrogate}/u.test(text) ? ["half a character"] : []),
    ...(isolates === 0 ? [] : ["a direction that does not end"]),
  ];
}

function textsOf(value: unknown): { readonly text: string; readonly plain: boolean }[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isFields(value)) return [];
  const own = typeof value.text === "string" ? [{ text: value.text, plain: value.type === "plain_text" }] : [];
  return [...own, ...Object.values(value).flatMap((inner) => (typeof inner === "object" ? textsOf(inner) : []))];
}

/** Texts in which somebody's name has become markup, or could; empty when the message is safe. `mentions` are those of the settings. */
export function findUnsafeTexts(payload: unknown, mentions: readonly string[] = []): string[] {
  return textsOf(payload).flatMap(({ text, plain }) => {
    const problems = plain ? (/[<>]/.test(text) ? ["an angle bracket in plain text"] : []) : markupProblems(text, mentions);
    return [...problems, ...unsafeCharacters(text)].map((problem) => `${problem} in ${JSON.stringify(text.slice(0, 200))}`);
  });
}
