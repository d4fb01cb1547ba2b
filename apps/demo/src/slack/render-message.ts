import type { Block, Button, Text } from "./blocks.ts";
import { type Html, html, joined } from "./html.ts";
import type { Message } from "./message.ts";
import { renderMrkdwn, webAddress } from "./mrkdwn.ts";

const renderText = ({ type, text }: Text): Html => (type === "mrkdwn" ? renderMrkdwn(text) : html`${text}`);

/** A button that leads somewhere is a link; here nobody answers to the others. */
function renderButton({ text, url }: Button): Html {
  const address = url === null ? null : webAddress(url);
  if (address === null) return html`<button type="button" class="button" disabled title="Only a real Slack can do this">${text}</button>`;
  return html`<a class="button" href="${address}" rel="noopener noreferrer" target="_blank">${text}</a>`;
}

function renderBlock(block: Block): Html {
  switch (block.type) {
    case "header":
      return html`<h2>${renderText(block.text)}</h2>`;
    case "section": {
      const text = block.text === null ? [] : [html`<p>${renderText(block.text)}</p>`];
      const fields = block.fields.map((field) => html`<p>${renderText(field)}</p>`);
      return joined([...text, ...(fields.length === 0 ? [] : [html`<div class="fields">${fields}</div>`])]);
    }
    case "context":
      return html`<p class="context">${joined(block.elements.flatMap((text, index) => [html`${index > 0 ? " " : ""}`, renderText(text)]))}</p>`;
    case "actions":
      return html`<p class="actions">${block.buttons.map(renderButton)}</p>`;
    case "divider":
      return html`<hr>`;
  }
}

/** The colour of the bar beside a message, from the emoji it begins with. The words say the same. */
const TONES: readonly (readonly [string, string])[] = [
  ["🔴", "spent"],
  ["🟠", "risk"],
  ["✅", "left"],
];

function toneOf({ text, blocks }: Message): string {
  const [first] = blocks;
  const start = first?.type === "header" ? first.text.text : text;
  return TONES.find(([emoji]) => start.startsWith(emoji))?.[1] ?? "plain";
}

/** One message as it stands in the list. */
export function renderMessage(message: Message): Html {
  const at = new Date(message.receivedAtMs);
  const body = message.blocks.length === 0 ? [html`<p>${renderMrkdwn(message.text)}</p>`] : message.blocks.map(renderBlock);
  return html`<article id="m${String(message.id)}">
<div class="avatar" aria-hidden="true"></div>
<div class="message">
<p class="from"><strong>Solvent</strong> <time datetime="${at.toISOString()}" data-format="{date_short} {time_secs}">${at.toISOString().slice(11, 19)} UTC</time></p>
<div class="body ${toneOf(message)}">${body}</div>
</div>
</article>
`;
}
