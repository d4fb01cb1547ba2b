import { formatBurn, formatCount, formatDurationMinutes } from "@solvent/domain";
import type { Summary, SummaryItem } from "../../message.ts";
import type { Card } from "../card.ts";
import { bold, foreign, link, type Markup, markup } from "../markup.ts";
import { BACK_WORDS, CLOSED_WORDS, deliveryNotes, LOST_WORDS, RESOLVED_WORDS, SEVERITY_WORDS, shareText } from "../words.ts";
import { governingBurn } from "./burn-fired.ts";
import { seenFigure } from "./condition-fired.ts";
import { closingWord, overText } from "./condition-resolved.ts";
import { lengthText, objectivesText } from "./source.ts";

/** How much is said about each item. */
interface Detail {
  /** Characters of a name as it is sent. */
  readonly room: number;
  readonly links: boolean;
}

/** From the most to the least. With the last one 400 items fit: a name is shortened, never left out. */
const DETAILS: readonly Detail[] = [
  { room: 120, links: true },
  { room: 120, links: false },
  { room: 60, links: false },
  { room: 36, links: false },
  { room: 24, links: false },
];
/** For all lines together: they also have to fit into one text, for receivers that refuse blocks. */
const LIST_ROOM = 36_000;

const hasBegun = ({ kind }: SummaryItem): boolean => kind.endsWith("-fired") || kind === "source-down" || kind === "evaluator-behind";

/** The word of an item, whom it is about, and the one figure that matters. */
function partsOf(item: SummaryItem): {
  readonly word: string;
  readonly name: string;
  readonly figure: string;
  readonly url: string | null;
} {
  const url = "objective" in item ? item.objective.url : null;
  switch (item.kind) {
    case "burn-fired":
      return { word: SEVERITY_WORDS[item.severity], name: item.objective.title, figure: formatBurn(governingBurn(item.rule)), url };
    case "burn-resolved": {
      const isOver = item.reason === "resolved" || item.reason === "corrected";
      const cost = item.spent === null ? "" : `, cost ${shareText(item.spent, item.coverage)}`;
      const word = `${isOver ? RESOLVED_WORDS : CLOSED_WORDS} ${item.severity}`;
      return { word, name: item.objective.title, figure: `${formatDurationMinutes(item.to - item.from)}${cost}`, url };
    }
    case "condition-fired":
      return { word: SEVERITY_WORDS[item.severity], name: item.objective.title, figure: seenFigure(item.condition), url };
    case "condition-resolved":
      return { word: `${closingWord(item)} ${item.severity}`, name: item.objective.title, figure: overText(item), url };
    case "no-data-fired":
      return { word: LOST_WORDS, name: item.objective.title, figure: "", url };
    case "no-data-resolved":
      return { word: BACK_WORDS, name: item.objective.title, figure: formatDurationMinutes(item.to - item.from), url };
    case "source-down":
      return { word: "⏸️ Source down", name: item.source, figure: objectivesText(item.objectives), url };
    case "source-back":
      return { word: "▶️ Source is back", name: item.source, figure: lengthText(item.fromMs, item.toMs), url };
    case "evaluator-behind":
      return { word: "⏸️ Behind", name: "Solvent", figure: objectivesText(item.objectives), url };
    case "evaluator-caught-up":
      return { word: "▶️ Caught up", name: "Solvent", figure: lengthText(item.fromMs, item.toMs), url };
  }
}

function lineOf(item: SummaryItem, { room, links }: Detail): Markup {
  const { word, name, figure, url } = partsOf(item);
  const label = foreign(name, room);
  const named = links ? link(item.alertUrl ?? url, label) : label;
  const first = "firstNotice" in item && item.firstNotice ? markup` (first notice)` : markup``;
  return figure === "" ? markup`${word} · ${named}${first}` : markup`${word} · ${named} · ${figure}${first}`;
}

/** Pages first, then as it happened. */
function inOrder(items: readonly SummaryItem[]): SummaryItem[] {
  const rank = (item: SummaryItem): number => ("severity" in item ? (item.severity === "page" ? 0 : 1) : 2);
  return items.toSorted((a, b) => rank(a) - rank(b));
}

const groupLines = (title: string, items: readonly SummaryItem[], detail: Detail): Markup[] =>
  items.length === 0 ? [] : [bold(`${title}: ${formatCount(items.length)}`), ...inOrder(items).map((item) => lineOf(item, detail))];

const lengthOf = (lines: readonly Markup[]): number => lines.reduce((sum, { mrkdwn }) => sum + mrkdwn.length + 1, 0);

/** More items than one message is meant for cannot all be named. */
function withinRoom(lines: readonly Markup[]): readonly Markup[] {
  if (lengthOf(lines) <= LIST_ROOM) return lines;
  let used = 0;
  const end = lines.findIndex(({ mrkdwn }) => {
    used += mrkdwn.length + 1;
    return used > LIST_ROOM - 100;
  });
  return [...lines.slice(0, end), markup`and ${formatCount(lines.length - end)} more, which Solvent shows`];
}

function listOf(began: readonly SummaryItem[], over: readonly SummaryItem[]): readonly Markup[] {
  let lines: readonly Markup[] = [];
  for (const detail of DETAILS) {
    lines = [...groupLines("Began", began, detail), ...groupLines("Over", over, detail)];
    if (lengthOf(lines) <= LIST_ROOM) return lines;
  }
  return withinRoom(lines);
}

function wordOf(began: readonly SummaryItem[]): string {
  const severities = new Set(began.map((item) => ("severity" in item ? item.severity : null)));
  if (severities.has("page")) return "🔴";
  if (severities.has("ticket")) return "🟠";
  return severities.has(null) ? "⏸️" : "✅";
}

export function summaryCard(message: Summary, mention: string): Card {
  const { items } = message;
  const began = items.filter(hasBegun);
  const over = items.filter((item) => !hasBegun(item));
  const pages = began.filter((item) => "severity" in item && item.severity === "page").length;
  const counts = `${formatCount(began.length)} began, ${formatCount(over.length)} over`;
  return {
    header: `${wordOf(began)} Summary · ${counts}`,
    lead: [
      markup`${bold(formatCount(items.length))} notices came close together. This message names all of them.`,
      ...(pages === 0 ? [] : [markup`${bold(formatCount(pages))} of them ${pages === 1 ? "is a page" : "are pages"}.`]),
    ],
    mention: pages > 0 && mention !== "" ? { mrkdwn: mention } : null,
    list: listOf(began, over),
    links: [{ id: "open_alerts", label: "Open alerts", url: message.alertUrl }],
    notes: deliveryNotes(message),
  };
}
