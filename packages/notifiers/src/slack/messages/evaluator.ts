import type { EvaluatorBehind, EvaluatorCaughtUp } from "../../message.ts";
import type { Card } from "../card.ts";
import { bold, markup } from "../markup.ts";
import type { Moments } from "../moment.ts";
import { alertLink, deliveryNotes, FIRST_NOTICE } from "../words.ts";
import { lengthText, objectivesText } from "./source.ts";

export function evaluatorBehindCard(message: EvaluatorBehind, moments: Moments): Card {
  return {
    header: "⏸️ Solvent is behind",
    lead: [
      markup`Not judged since ${bold(moments.ofMs(message.sinceMs))}: ${bold(objectivesText(message.objectives))}.`,
      markup`Until it has caught up no alert begins and none ends.`,
    ],
    links: [alertLink(message.alertUrl)],
    notes: deliveryNotes(message),
  };
}

export function evaluatorCaughtUpCard(message: EvaluatorCaughtUp, moments: Moments): Card {
  const { fromMs, toMs, firstNotice } = message;
  return {
    header: "▶️ Solvent has caught up",
    lead: [
      ...(firstNotice ? [FIRST_NOTICE] : []),
      markup`It was behind for ${bold(lengthText(fromMs, toMs))}, from ${moments.spanOfMs(fromMs, toMs)}.`,
      markup`All objectives are judged again.`,
    ],
    links: [alertLink(message.alertUrl)],
    notes: deliveryNotes(message),
  };
}
