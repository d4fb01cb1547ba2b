import { type AlertSeverity, formatDurationMinutes, MINUTE_MS } from "@solvent/domain";
import type { NoDataFired, NoDataResolved } from "../../message.ts";
import type { Card } from "../card.ts";
import { bold, foreign, type Markup, markup } from "../markup.ts";
import type { Moments } from "../moment.ts";
import { alertLink, BACK_WORDS, deliveryNotes, FIRST_NOTICE, headerText, LOST_WORDS, objectiveFacts, objectiveLink } from "../words.ts";

const REASON_ROOM = 800;

function blindText(blindAlerts: readonly AlertSeverity[], since: Markup): Markup[] {
  if (blindAlerts.length === 0) return [];
  const kinds = [...new Set(blindAlerts)].toSorted();
  return [markup`Its open ${kinds.join(" and ")} holds, blind since ${since}: whether it still burns is not known.`];
}

export function noDataFiredCard(message: NoDataFired, moments: Moments): Card {
  const { objective, source, since, reason, blindAlerts } = message;
  return {
    header: headerText(LOST_WORDS, objective.title, ""),
    lead: [
      markup`Nothing is known since ${bold(moments.of(since))}: ${foreign(reason, REASON_ROOM)}.`,
      markup`Unknown minutes count neither as good nor as bad.`,
      ...blindText(blindAlerts, moments.of(since, "time")),
    ],
    links: [alertLink(message.alertUrl), objectiveLink(objective)],
    notes: deliveryNotes(message),
    facts: [markup`source ${source}`, ...objectiveFacts(objective)],
  };
}

export function noDataResolvedCard(message: NoDataResolved, moments: Moments): Card {
  const { objective, source, from, to, firstNotice } = message;
  return {
    header: headerText(BACK_WORDS, objective.title, ""),
    lead: [
      ...(firstNotice ? [FIRST_NOTICE] : []),
      markup`Nothing was known for ${bold(formatDurationMinutes(to - from))}, from ${moments.spanOfMs(from * MINUTE_MS, to * MINUTE_MS)}.`,
      markup`What the source still has of it is filled in; the rest stays unknown.`,
    ],
    links: [alertLink(message.alertUrl), objectiveLink(objective)],
    notes: deliveryNotes(message),
    facts: [markup`source ${source}`, ...objectiveFacts(objective)],
  };
}
