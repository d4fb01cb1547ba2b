import { formatCount, formatDurationMinutes, MINUTE_MS } from "@solvent/domain";
import type { SourceBack, SourceDown } from "../../message.ts";
import type { Card } from "../card.ts";
import { bold, foreign, link, type Markup, markup } from "../markup.ts";
import type { Moments } from "../moment.ts";
import { alertLink, deliveryNotes, FIRST_NOTICE, headerText, SEVERITY_WORDS } from "../words.ts";

const REASON_ROOM = 800;
const MAX_NAMED = 20;
const NAME_ROOM = 100;

export const objectivesText = (count: number): string => `${formatCount(count)} ${count === 1 ? "objective" : "objectives"}`;

/** Length of a stretch of time that is stated in milliseconds, to the minute. */
export const lengthText = (fromMs: number, toMs: number): string =>
  formatDurationMinutes(Math.max(0, Math.floor(toMs / MINUTE_MS) - Math.floor(fromMs / MINUTE_MS)));

/** The open alerts of which nothing is known now. */
function blindList({ blindAlerts, sinceMs }: SourceDown, moments: Moments): Markup[] {
  if (blindAlerts.length === 0) return [];
  const named = blindAlerts.slice(0, MAX_NAMED).map(({ severity, title, url }) => {
    return markup`${SEVERITY_WORDS[severity]} · ${link(url, foreign(title, NAME_ROOM))}`;
  });
  const rest = blindAlerts.length - named.length;
  return [
    markup`${bold("These open alerts hold")}: blind since ${moments.ofMs(sinceMs, "time")}`,
    ...named,
    ...(rest > 0 ? [markup`and ${formatCount(rest)} more`] : []),
  ];
}

export function sourceDownCard(message: SourceDown, moments: Moments): Card {
  const { source, sinceMs, reason, objectives, blindAlerts } = message;
  return {
    header: headerText("⏸️ Source down", source, "does not answer"),
    lead: [
      markup`Nothing comes from it since ${bold(moments.ofMs(sinceMs))}: ${foreign(reason, REASON_ROOM)}`,
      markup`${bold(objectivesText(objectives))} cannot be measured. Unknown minutes count neither as good nor as bad.`,
      ...(blindAlerts.length === 0 ? [markup`No alert is open that depends on it.`] : []),
    ],
    list: blindList(message, moments),
    links: [alertLink(message.alertUrl)],
    notes: deliveryNotes(message),
  };
}

export function sourceBackCard(message: SourceBack, moments: Moments): Card {
  const { source, fromMs, toMs, firstNotice } = message;
  return {
    header: headerText("▶️ Source is back", source, "answers again"),
    lead: [
      ...(firstNotice ? [FIRST_NOTICE] : []),
      markup`It was down for ${bold(lengthText(fromMs, toMs))}, from ${moments.spanOfMs(fromMs, toMs)}.`,
      markup`What it still has of that time is filled in; the rest stays unknown.`,
    ],
    links: [alertLink(message.alertUrl)],
    notes: deliveryNotes(message),
  };
}
