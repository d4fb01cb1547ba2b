import { cleanText, cutText, ISOLATION_LENGTH, isolateText } from "../text/clean.ts";
import { webAddress } from "../text/web-address.ts";

/**
 * Text in Slack's mrkdwn that is ours: only what this file makes. Everything else that comes into a message is a plain string and is
 * escaped on its way in, so that no name can format, link or mention.
 */
export interface Markup {
  readonly mrkdwn: string;
}

/** Room for somebody else's text inside a sentence, as it is sent. */
const ROOM = 200;

/**
 * Slack has no escape for its formatting characters, so they become characters that look like them. An underscore between letters
 * formats nothing and stays: names are copied. A colon goes only where Slack would make an emoji of the word.
 */
const withoutFormatting = (text: string): string =>
  text
    .replaceAll("*", "∗")
    .replaceAll("~", "∼")
    .replaceAll("`", "ˋ")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "ˍ")
    .replace(/:(?=[\p{L}\p{N}_+'-]+:)/gu, "∶");

const escapeEntities = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const escapedLength = (text: string): number => escapeEntities(text).length;

/** Somebody else's text, at most `room` characters as it is sent. */
export function foreign(text: string, room: number = ROOM): Markup {
  const plain = withoutFormatting(cleanText(text));
  return { mrkdwn: isolateText(escapeEntities(cutText(plain, room - ISOLATION_LENGTH, escapedLength))) };
}

/** Somebody else's text for the places that Slack shows as they are, e.g. a header: angle brackets become ones that are no markup anywhere. */
export function foreignPlain(text: string, room: number): string {
  const plain = cleanText(text).replaceAll("<", "‹").replaceAll(">", "›");
  return isolateText(cutText(plain, room - ISOLATION_LENGTH));
}

const toMarkup = (value: Markup | string): Markup => (typeof value === "string" ? foreign(value) : value);

/** A sentence of ours with values of others: strings are escaped, markup is taken as it is. */
export function markup(sentence: TemplateStringsArray, ...values: readonly (Markup | string)[]): Markup {
  const parts = sentence.map((words, index) => {
    const value = values[index];
    return value === undefined ? words : words + toMarkup(value).mrkdwn;
  });
  return { mrkdwn: parts.join("") };
}

export const bold = (value: Markup | string): Markup => {
  const { mrkdwn } = toMarkup(value);
  return { mrkdwn: mrkdwn === "" ? "" : `*${mrkdwn}*` };
};

export const joined = (parts: readonly Markup[], separator: string): Markup => ({
  mrkdwn: parts.map(({ mrkdwn }) => mrkdwn).join(separator),
});

/** As it is sent. Slack takes 3000 in a button, but a link shares its section with other text. */
const MAX_URL_LENGTH = 2000;

/** An address that fits where Slack takes one; null for what is none. */
export function linkAddress(url: string | null): string | null {
  const address = webAddress(url);
  return address !== null && escapedLength(address) <= MAX_URL_LENGTH ? address : null;
}

/** The label alone when there is no address to lead to. */
export function link(url: string | null, label: Markup): Markup {
  const address = linkAddress(url);
  return address === null || label.mrkdwn === "" ? label : { mrkdwn: `<${escapeEntities(address)}|${label.mrkdwn.replaceAll("|", "¦")}>` };
}
