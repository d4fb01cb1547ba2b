import { type Block, type LinkButton, mrkdwnText, plainText, SLACK_LIMITS, type SlackPayload } from "./block-kit.ts";
import { bold, foreign, joined, link, linkAddress, type Markup, markup } from "./markup.ts";

export interface CardField {
  readonly label: string;
  readonly value: Markup;
}

export interface CardLink {
  readonly id: string;
  readonly label: string;
  /** Null when Solvent does not know under which address people reach it: then there is no button. */
  readonly url: string | null;
}

/** What a message says, from the most to the least important. How Slack is told is decided below, once for all messages. */
export interface Card {
  /** Already plain and at most 150 characters. */
  readonly header: string;
  /** Sentences, one idea per line. */
  readonly lead: readonly Markup[];
  /** Who is called. */
  readonly mention?: Markup | null;
  readonly fields?: readonly CardField[];
  /** Lines of a list, each far below the limit of a section. */
  readonly list?: readonly Markup[];
  readonly spark?: Markup | null;
  readonly links?: readonly CardLink[];
  /** What a reader must know about this message, e.g. that it is late. */
  readonly notes?: readonly Markup[];
  /** Where it comes from. */
  readonly facts?: readonly Markup[];
}

const LINE = "\n";
const DOT = " · ";

const section = (text: Markup): Block => ({ type: "section", text: mrkdwnText(text) });
const context = (text: Markup): Block => ({ type: "context", elements: [mrkdwnText(text)] });

/** Lines in as few texts of at most `room` characters as they fit in. */
function packed(lines: readonly Markup[], room: number): Markup[] {
  const texts: Markup[] = [];
  let current: Markup[] = [];
  let used = 0;
  for (const line of lines) {
    if (current.length > 0 && used + line.mrkdwn.length > room) {
      texts.push(joined(current, LINE));
      [current, used] = [[], 0];
    }
    current.push(line);
    used += line.mrkdwn.length + LINE.length;
  }
  return current.length > 0 ? [...texts, joined(current, LINE)] : texts;
}

function buttons(links: readonly CardLink[]): LinkButton[] {
  return links.flatMap(({ id, label, url }) => {
    const address = linkAddress(url);
    return address === null ? [] : [{ type: "button" as const, action_id: id, url: address, text: plainText(label) }];
  });
}

function toBlocks(card: Card): Block[] {
  const { lead, mention = null, fields = [], list = [], spark = null, links = [], notes = [], facts = [] } = card;
  const open = buttons(links);
  return [
    { type: "header", text: plainText(card.header) },
    section(joined([...lead, ...(mention === null ? [] : [mention])], LINE)),
    ...(fields.length === 0
      ? []
      : [{ type: "section" as const, fields: fields.map(({ label, value }) => mrkdwnText(markup`${bold(label)}\n${value}`)) }]),
    ...packed(list, SLACK_LIMITS.section).map(section),
    ...(spark === null ? [] : [context(spark)]),
    ...(open.length === 0 ? [] : [{ type: "actions" as const, elements: open }]),
    ...(notes.length === 0 ? [] : [context(joined(notes, LINE))]),
    ...(facts.length === 0 ? [] : [context(joined(facts, DOT))]),
  ];
}

/** Whole lines, as many as fit, then word that there are more. */
function fitting(lines: readonly Markup[], room: number): string {
  const rest = `${LINE}…`;
  const all = joined(lines, LINE).mrkdwn;
  if (all.length <= room) return all;
  return `${packed(lines, room - rest.length)[0]?.mrkdwn ?? ""}${rest}`;
}

/** The whole card as text, the most important first. A list comes last, because only a list can be too long. */
function toText(card: Card, room: number): string {
  const { lead, mention = null, fields = [], list = [], links = [], notes = [] } = card;
  const lines = [
    foreign(card.header, SLACK_LIMITS.header * 2),
    ...(mention === null ? [] : [mention]),
    ...lead,
    ...fields.map(({ label, value }) => markup`${label}: ${oneLine(value)}`),
    ...notes,
    ...links.filter(({ url }) => linkAddress(url) !== null).map(({ label, url }) => link(url, markup`${label}`)),
    ...list,
  ];
  return fitting(lines, room);
}

const oneLine = ({ mrkdwn }: Markup): Markup => ({ mrkdwn: mrkdwn.replaceAll(LINE, ", ") });

const UNFURL = { unfurl_links: false, unfurl_media: false } as const;

export const toPayload = (card: Card): SlackPayload => ({ text: toText(card, SLACK_LIMITS.text), blocks: toBlocks(card), ...UNFURL });

/** For a receiver that refused the blocks. A list is told whole: this text is all that arrives. */
export const toTextOnly = (card: Card): SlackPayload => ({ text: toText(card, SLACK_LIMITS.longText), ...UNFURL });
