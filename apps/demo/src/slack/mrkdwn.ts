import { escapeText, type Html, html, joined } from "./html.ts";

/** Slack escapes these three, and only these. */
const decoded = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const plain = (text: string): Html => escapeText(decoded(text));

/** An address that a click may lead to; null for `javascript:` and the like. */
export function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return ["http:", "https:", "mailto:"].includes(protocol) ? href : null;
}

const LAST_SECOND = 253_402_300_799;

/** `!date^1795392000^{date_short} {time}|fallback`: the page's script writes it by the reader's clock. */
function renderDate(token: string, fallback: string): Html {
  const [, seconds = "", format = ""] = /^!date\^(\d{1,12})\^([^^]*)/.exec(token) ?? [];
  if (seconds === "" || Number(seconds) > LAST_SECOND) return plain(fallback);
  return html`<time datetime="${new Date(Number(seconds) * 1000).toISOString()}" data-format="${format}">${plain(fallback)}</time>`;
}

/** What stands between angle brackets: a link, a date, or somebody who is called. */
function renderAngle(inside: string): Html {
  const bar = inside.indexOf("|");
  const token = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : inside.slice(bar + 1);
  if (token.startsWith("!date^")) return renderDate(token, label ?? "");
  if (token.startsWith("@") || token.startsWith("#")) return html`<span class="mention">${plain(label ?? token)}</span>`;
  if (token.startsWith("!")) return html`<span class="mention">${plain(label ?? `@${token.slice(1).split("^")[0]}`)}</span>`;
  const address = webAddress(decoded(token));
  if (address === null) return plain(`<${inside}>`);
  return html`<a href="${address}" rel="noopener noreferrer" target="_blank">${plain(label ?? token)}</a>`;
}

const STYLE = (mark: string): string => `(?<![\\p{L}\\p{N}])[${mark}](?=\\S)([^${mark}\\n]*?\\S)[${mark}](?![\\p{L}\\p{N}])`;
const INLINE = new RegExp(["```([\\s\\S]+?)```", "`([^`\\n]+)`", "<([^<>\\n]+)>", STYLE("*"), STYLE("_"), STYLE("~")].join("|"), "u");

/** One pass over the text: what matches first is formatted, and what stands inside it again. */
function renderInline(text: string): Html {
  const parts: Html[] = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found !== null; found = INLINE.exec(rest)) {
    const [whole, block, code, angle, bold, italic, strike] = found;
    parts.push(plain(rest.slice(0, found.index)));
    if (block !== undefined) parts.push(html`<pre>${plain(block)}</pre>`);
    else if (code !== undefined) parts.push(html`<code>${plain(code)}</code>`);
    else if (angle !== undefined) parts.push(renderAngle(angle));
    else if (bold !== undefined) parts.push(html`<strong>${renderInline(bold)}</strong>`);
    else if (italic !== undefined) parts.push(html`<em>${renderInline(italic)}</em>`);
    else parts.push(html`<s>${renderInline(strike ?? "")}</s>`);
    rest = rest.slice(found.index + whole.length);
  }
  return joined([...parts, plain(rest)]);
}

const QUOTE = /^(?:>|&gt;) ?/;

/** Slack's mrkdwn, as much of it as messages of machines use: styles, code, quotes, links, dates and mentions. */
export function renderMrkdwn(text: string): Html {
  if (text.includes("```")) return renderInline(text);
  const lines = text.split("\n");
  const rendered = lines.map((line) => (QUOTE.test(line) ? html`<q>${renderInline(line.replace(QUOTE, ""))}</q>` : renderInline(line)));
  return joined(rendered.flatMap((line, index) => (index === 0 ? [line] : [html`<br>`, line])));
}
