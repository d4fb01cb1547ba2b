import { formatDurationMinutes, formatLimitPercent, MINUTE_MS } from "@solvent/domain";
import type { ConditionResolved } from "../../message.ts";
import type { Card } from "../card.ts";
import { foreign, type Markup, markup } from "../markup.ts";
import type { Moments } from "../moment.ts";
import {
  alertLink,
  CLOSED_WORDS,
  deliveryNotes,
  FIRST_NOTICE,
  headerText,
  leftText,
  objectiveFacts,
  objectiveLink,
  RESOLVED_WORDS,
} from "../words.ts";

type Closed = Pick<ConditionResolved, "condition" | "reason" | "budget">;

const EXPLANATIONS: Readonly<Record<ConditionResolved["reason"], Markup | null>> = {
  resolved: null,
  corrected: markup`Corrected: minutes in between were filled in or changed later.`,
  revised: markup`Revised: the definition of the objective or of its alert policy changed. It is judged anew.`,
  deleted: markup`Deleted: the objective is gone. Nothing is judged any more.`,
};

/** The budget that was about to be gone is gone: that is no good end. */
const isGone = ({ condition, budget }: Closed): boolean =>
  condition.kind === "time-to-exhaustion" && budget !== null && budget.left.num <= 0n;

const isOver = ({ reason }: Closed): boolean => reason === "resolved" || reason === "corrected";

/** An alert that ends although nothing got better is closed, not resolved. */
export const closingWord = (closed: Closed): string => (isOver(closed) && !isGone(closed) ? RESOLVED_WORDS : CLOSED_WORDS);

/** How it stands now; of a closed one only what it was about. */
export function overText(closed: Closed): string {
  const { kind, limit } = closed.condition;
  const ended = isOver(closed);
  switch (kind) {
    case "budget-consumed":
      return ended ? `budget is back under ${formatLimitPercent(limit)} used` : "budget consumed";
    case "budget-drop":
      return ended ? "budget no longer drops" : "budget drop";
    case "time-to-exhaustion":
      if (!ended) return "time to exhaustion";
      return isGone(closed) ? "budget is gone" : "budget lasts longer again";
    case "no-traffic":
      return ended ? "traffic is back" : "no traffic";
  }
}

function headerOf(message: ConditionResolved): string {
  const { objective, reason } = message;
  const note = reason === "resolved" ? "" : ` (${reason})`;
  return headerText(`${closingWord(message)}${note}`, objective.title, `· ${overText(message)}`);
}

/** How it ended, and what is left. */
export function conditionResolvedCard(message: ConditionResolved, moments: Moments): Card {
  const { objective, condition, reason, from, to, firstNotice, severity } = message;
  const explanation = EXPLANATIONS[reason];
  return {
    header: headerOf(message),
    lead: [...(firstNotice ? [FIRST_NOTICE] : []), ...(explanation === null ? [] : [explanation]), leftText(message)],
    fields: [
      { label: "When", value: markup`${moments.spanOfMs(from * MINUTE_MS, to * MINUTE_MS)}, ${formatDurationMinutes(to - from)}` },
      { label: "Told when", value: foreign(condition.sentence, 600) },
    ],
    links: [alertLink(message.alertUrl), objectiveLink(objective)],
    notes: deliveryNotes(message),
    facts: [markup`it was a ${severity}`, ...objectiveFacts(objective), markup`condition ${foreign(condition.name, 130)}`],
  };
}
