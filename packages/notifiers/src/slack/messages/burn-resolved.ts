import { divideFractions, type Fraction, formatDurationMinutes, MINUTE_MS, multiplyFractions } from "@solvent/domain";
import type { BurnResolved, MessageBudget } from "../../message.ts";
import type { Card, CardField } from "../card.ts";
import { bold, joined, type Markup, markup } from "../markup.ts";
import type { Moments } from "../moment.ts";
import {
  alertLink,
  CLOSED_WORDS,
  countsText,
  deliveryNotes,
  FIRST_NOTICE,
  headerText,
  leftText,
  lostTimeText,
  objectiveFacts,
  objectiveLink,
  RESOLVED_WORDS,
  shareText,
  windowText,
  yetText,
} from "../words.ts";

type Reason = BurnResolved["reason"];

/** The word before the name. An alert that ends although nothing got better is closed, not resolved. */
const WORDS: Readonly<Record<Reason, string>> = {
  resolved: RESOLVED_WORDS,
  corrected: `${RESOLVED_WORDS} (corrected)`,
  revised: `${CLOSED_WORDS} (revised)`,
  deleted: `${CLOSED_WORDS} (deleted)`,
};

const EXPLANATIONS: Readonly<Record<Reason, Markup | null>> = {
  resolved: null,
  corrected: markup`Corrected: minutes in between were filled in or changed later. The bill counts them as they are known now.`,
  revised: markup`Revised: the definition of the objective or of its alert policy changed. It is judged anew, whether it still burns or not.`,
  deleted: markup`Deleted: the objective is gone. Nothing is judged any more.`,
};

/** Minutes that were spent, of full outage or of bad slices. What is left states the length of the whole budget, unless exactly nothing is left. */
function outageSpent(spent: Fraction, budget: MessageBudget | null): Fraction | null {
  if (budget === null || budget.left.num === 0n) return null;
  return multiplyFractions(spent, divideFractions(budget.leftMinutes, budget.left));
}

function costText(message: BurnResolved): Markup {
  const { spent, objective, coverage } = message;
  if (spent === null) {
    const yet = yetText(message);
    return yet === null ? markup`What it cost is not known.` : markup`What it cost of the budget is not known${yet}.`;
  }
  const share = bold(shareText(spent, coverage));
  if (objective.window.kind === "calendar") return markup`It cost ${share} of the budget for ${windowText(objective)}.`;
  return markup`It cost ${share} of the ${windowText(objective)} budget.`;
}

/** Null when nothing of it is known: the first sentence has said so. */
function billText({ spent, bad, total, budget, objective: { unit } }: BurnResolved): Markup | null {
  const outage = spent === null ? null : outageSpent(spent, budget);
  const parts = [
    ...(bad === null || total === null ? [] : [countsText(bad, total, unit)]),
    ...(outage === null ? [] : [markup`${lostTimeText(outage, unit)}`]),
  ];
  return parts.length === 0 ? null : joined(parts, "\n");
}

function whenText({ from, to, missingMinutes }: BurnResolved, moments: Moments): Markup {
  const missing = missingMinutes > 0 ? markup`\nof which ${formatDurationMinutes(missingMinutes)} unknown` : markup``;
  return markup`${moments.spanOfMs(from * MINUTE_MS, to * MINUTE_MS)}, ${formatDurationMinutes(to - from)}${missing}`;
}

function leadOf(message: BurnResolved, moments: Moments): Markup[] {
  const { firstNotice, reason, ticketOpenSince } = message;
  const explanation = EXPLANATIONS[reason];
  return [
    ...(firstNotice ? [FIRST_NOTICE] : []),
    ...(explanation === null ? [] : [explanation]),
    ...(message.spent === null && message.budget === null ? [costText(message)] : [costText(message), leftText(message)]),
    ...(ticketOpenSince === null ? [] : [markup`The ticket that is open since ${moments.of(ticketOpenSince)} stays open.`]),
  ];
}

/** The bill: how long, what it cost, what is left. */
export function burnResolvedCard(message: BurnResolved, moments: Moments): Card {
  const { objective, reason, from, to } = message;
  const bill = billText(message);
  const fields: CardField[] = [
    ...(bill === null ? [] : [{ label: "Bill", value: bill }]),
    { label: "When", value: whenText(message, moments) },
  ];
  return {
    header: headerText(WORDS[reason], objective.title, `burned for ${formatDurationMinutes(to - from)}`),
    lead: leadOf(message, moments),
    fields,
    links: [alertLink(message.alertUrl), objectiveLink(objective)],
    notes: deliveryNotes(message),
    facts: [markup`it was a ${message.severity}`, ...objectiveFacts(objective)],
  };
}
