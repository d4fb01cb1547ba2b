import type { Markup } from "./markup.ts";

/** The part of Block Kit that Solvent sends. */
export interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}
/** `verbatim`: Slack looks for no channel names, mentions and addresses of its own accord. */
export interface MrkdwnText {
  readonly type: "mrkdwn";
  readonly text: string;
  readonly verbatim: true;
}
export interface LinkButton {
  readonly type: "button";
  readonly action_id: string;
  readonly url: string;
  readonly text: PlainText;
}
export type Block =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text: MrkdwnText }
  | { readonly type: "section"; readonly fields: readonly MrkdwnText[] }
  | { readonly type: "context"; readonly elements: readonly MrkdwnText[] }
  | { readonly type: "actions"; readonly elements: readonly LinkButton[] };

/** What is posted. `text` stands in notifications, is read to people who do not see, and is all there is where blocks cannot be shown. */
export interface SlackPayload {
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

/** Limits of a message (sources.md 8.1). Those that Solvent does not come near are not listed. */
export const SLACK_LIMITS = { blocks: 50, header: 150, section: 3000, text: 4000, longText: 40_000 } as const;

export const plainText = (text: string): PlainText => ({ type: "plain_text", text, emoji: false });
export const mrkdwnText = ({ mrkdwn }: Markup): MrkdwnText => ({ type: "mrkdwn", text: mrkdwn, verbatim: true });
