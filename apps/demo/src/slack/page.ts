import { type Html, html } from "./html.ts";
import type { Message } from "./message.ts";
import { renderMessage } from "./render-message.ts";

const EMPTY = html`<p class="empty">Nothing yet. When a budget burns too fast, Solvent writes here.</p>`;

/** The list alone, as the page's script loads it again. */
export const renderFeed = (messages: readonly Message[]): Html => (messages.length === 0 ? EMPTY : html`${messages.map(renderMessage)}`);

export const renderPage = (messages: readonly Message[]): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>#alerts, a stand-in for Slack</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<main>
<header><h1>#alerts</h1><p>A local stand-in for Slack: nothing leaves this machine. Newest first. <span id="live" role="status"></span></p></header>
<section id="feed" aria-live="polite" aria-label="Messages">${renderFeed(messages)}</section>
</main>
</body>
</html>
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="6" fill="#eef1f2"/><path d="M9 10h18" stroke="#13202a" stroke-width="2"/><path d="M9 13c3 6 9 8 18 9v4H9z" fill="#2b7f95"/><path d="M9 26h18" stroke="#13202a" stroke-width="2"/></svg>`;

export const STYLE = `
:root { --bg: #f6f7f7; --surface: #fff; --sunk: #eef1f2; --line: #dfe4e7; --line2: #bcc5cb; --ink: #13202a; --ink2: #42505b; --ink3: #5f6c77;
  --left: #2b7f95; --left-ink: #1a6075; --spent: #c4411c; --risk: #bc7a05; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0d1317; --surface: #131b20; --sunk: #0a0f12; --line: #243038; --line2: #3f4e58; --ink: #e9eef1; --ink2: #b4c0c8; --ink3: #8d9aa4;
    --left: #459bb2; --left-ink: #86cadc; --spent: #ee6c48; --risk: #e0a12e; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.45 "IBM Plex Sans", system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 720px; margin: 28px auto; padding: 20px 24px; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; }
header { border-bottom: 1px solid var(--line); padding-bottom: 8px; }
h1 { margin: 0; font-size: 17px; font-weight: 600; }
header p, .from time, .context, .empty { margin: 0; color: var(--ink3); font-size: 12px; }
#live.lost { color: var(--spent); font-weight: 600; }
article { display: flex; gap: 12px; padding: 12px 0; border-bottom: 1px solid var(--line); }
article:last-child { border-bottom: 0; }
.avatar { flex: none; width: 36px; height: 36px; background: url(/icon.svg) center / cover; border-radius: 6px; }
.message { min-width: 0; flex: 1; }
.from { margin: 0 0 4px; }
.body { border-left: 4px solid var(--line2); padding: 2px 0 2px 14px; overflow-wrap: anywhere; }
.body.spent { border-color: var(--spent); }
.body.risk { border-color: var(--risk); }
.body.left { border-color: var(--left); }
.body > * { margin: 0 0 8px; }
.body > :last-child { margin-bottom: 0; }
h2 { font-size: 16px; font-weight: 600; line-height: 1.25; }
strong { font-weight: 600; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 24px; }
.fields p { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
.button { display: inline-block; min-height: 28px; padding: 4px 12px; border: 1px solid var(--line2); border-radius: 6px; background: var(--surface); color: var(--ink);
  font: inherit; font-size: 13px; font-weight: 500; text-decoration: none; }
.button:disabled { color: var(--ink3); }
a { color: var(--left-ink); }
a:focus-visible, .button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
.mention { color: var(--left-ink); background: var(--sunk); border-radius: 3px; padding: 0 2px; }
code, pre { font-family: ui-monospace, monospace; font-size: 13px; background: var(--sunk); border-radius: 3px; padding: 0 3px; }
pre { white-space: pre-wrap; margin: 4px 0; padding: 8px; }
q { display: inline-block; border-left: 3px solid var(--line2); padding-left: 8px; color: var(--ink2); }
q::before, q::after { content: none; }
hr { border: 0; border-top: 1px solid var(--line); }
.empty { padding: 24px 0; font-size: 14px; }
@media (max-width: 500px) { .fields { grid-template-columns: 1fr; } main { margin: 0; border: 0; } }
`;

/** Runs in the browser: loads the list again on each event, and writes times by the reader's clock. */
export const SCRIPT = `
const feed = document.getElementById("feed");
const live = document.getElementById("live");
const date = (options) => (at) => new Intl.DateTimeFormat(undefined, options).format(at);
const long = date({ day: "numeric", month: "long", year: "numeric" });
const short = date({ day: "numeric", month: "short", year: "numeric" });
const isToday = (at) => at.toDateString() === new Date().toDateString();
const tokens = {
  date: long, date_long: date({ weekday: "long", day: "numeric", month: "long", year: "numeric" }), date_short: short,
  date_num: (at) => at.toISOString().slice(0, 10),
  date_pretty: (at) => (isToday(at) ? "today" : long(at)), date_short_pretty: (at) => (isToday(at) ? "today" : short(at)),
  date_long_pretty: (at) => (isToday(at) ? "today" : long(at)),
  time: date({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  time_secs: date({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
};
function localTimes() {
  for (const time of feed.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    time.title = at.toISOString();
    time.textContent = time.dataset.format.replace(/\\{(\\w+)\\}/g, (whole, token) => (Object.hasOwn(tokens, token) ? tokens[token](at) : whole));
  }
}
async function load() {
  const answer = await fetch("/feed");
  if (!answer.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  feed.replaceChildren(...parsed.body.childNodes);
  localTimes();
}
localTimes();
const events = new EventSource("/events");
events.addEventListener("message", () => load());
events.addEventListener("open", () => { live.textContent = ""; live.className = ""; load(); });
events.addEventListener("error", () => { live.textContent = "Live updates stopped."; live.className = "lost"; });
`;
