import { type Fraction, floorDivide, formatBudgetLeft, formatCount, formatDurationMinutes, formatLimitPercent } from "@solvent/domain";
import type { ConditionFired, MessageCondition } from "../../message.ts";
import type { Card, CardField } from "../card.ts";
import { bold, foreign, type Markup, markup } from "../markup.ts";
import type { Moments } from "../moment.ts";
import {
  alertLink,
  budgetCoverageFact,
  budgetText,
  countsText,
  deliveryNotes,
  headerText,
  objectiveFacts,
  objectiveLink,
  SEVERITY_WORDS,
} from "../words.ts";

const DAY_MINUTES = 1440;
const SENTENCE_ROOM = 600;

/** Whole minutes of a figure that is one; what is not known is written as the limit it is within. */
const minutesOf = ({ num, den }: Fraction): number => Number(floorDivide(num, den));

/** The share that was seen. */
const shareText = ({ value, limit }: MessageCondition): string => (value === null ? formatLimitPercent(limit) : formatBudgetLeft(value));

/** How long the stretch is that a drop is spent in. */
const within = ({ stretch }: ConditionFired): string =>
  stretch === null ? "" : `within ${formatDurationMinutes(stretch.to - stretch.from)}`;

/** What the objective does, as the header has it. */
function predicateOf(message: ConditionFired): string {
  const { condition } = message;
  switch (condition.kind) {
    case "budget-consumed":
      return `has used ${shareText(condition)} of its budget`;
    case "budget-drop":
      return `has spent ${shareText(condition)} of its budget ${within(message)}`.trimEnd();
    case "time-to-exhaustion":
      return `is out of budget in ${formatDurationMinutes(minutesOf(condition.value ?? condition.limit))}`;
    case "no-traffic":
      return "has no traffic";
  }
}

/** The one figure of a line that names many. */
export function seenFigure(condition: MessageCondition): string {
  switch (condition.kind) {
    case "budget-consumed":
      return `${shareText(condition)} of the budget used`;
    case "budget-drop":
      return `${shareText(condition)} of the budget spent`;
    case "time-to-exhaustion":
      return `budget gone in ${formatDurationMinutes(minutesOf(condition.value ?? condition.limit))}`;
    case "no-traffic":
      return "no traffic";
  }
}

function exhaustionLead({ condition, since, delayedMinutes }: ConditionFired, moments: Moments): Markup {
  if (condition.value === null) return markup`At this rate the budget is gone soon.`;
  const minutes = minutesOf(condition.value);
  const distance = minutes - delayedMinutes;
  const soon = distance > 0 && distance < DAY_MINUTES ? markup`, in ${formatDurationMinutes(distance)}` : markup``;
  return markup`At this rate the budget is gone ${bold(moments.of(since + minutes))}${soon}.`;
}

function silenceLead({ condition: { usual }, stretch }: ConditionFired, moments: Moments): Markup {
  const since = stretch === null ? markup`` : markup` since ${bold(moments.of(stretch.from))}`;
  const expected = usual === null ? markup`` : markup` Usually there are ${formatCount(usual)} a minute at this hour of the week.`;
  return markup`Not one event${since}.${expected}`;
}

const overspent = ({ value }: MessageCondition): boolean => value !== null && value.num > value.den;

function leadOf(message: ConditionFired, moments: Moments): Markup {
  const { condition } = message;
  switch (condition.kind) {
    case "budget-consumed":
      return overspent(condition)
        ? markup`More than the whole budget is used.`
        : markup`${bold(shareText(condition))} of the budget is used, the limit is ${formatLimitPercent(condition.limit)}.`;
    case "budget-drop":
      return markup`${bold(shareText(condition))} of the budget was spent ${within(message)}, the limit is ${formatLimitPercent(condition.limit)}.`;
    case "time-to-exhaustion":
      return exhaustionLead(message, moments);
    case "no-traffic":
      return silenceLead(message, moments);
  }
}

function countsField({ condition, stretch, objective }: ConditionFired): CardField[] {
  if (stretch === null || condition.kind === "no-traffic") return [];
  const { from, to, bad, total } = stretch;
  const label = condition.kind === "budget-consumed" ? "In the window" : `In the last ${formatDurationMinutes(to - from)}`;
  return [{ label, value: countsText(bad, total, objective.unit) }];
}

export function conditionFiredCard(message: ConditionFired, moments: Moments, mention: string): Card {
  const { severity, objective, condition, coverage, since, generatedUntil } = message;
  return {
    header: headerText(SEVERITY_WORDS[severity], objective.title, predicateOf(message)),
    lead: [leadOf(message, moments)],
    // The only text that may mention somebody: its syntax was checked when it was saved.
    mention: severity === "page" && mention !== "" ? { mrkdwn: mention } : null,
    fields: [
      { label: "Budget left", value: budgetText(message) },
      ...countsField(message),
      { label: "Told when", value: foreign(condition.sentence, SENTENCE_ROOM) },
      { label: `${severity === "page" ? "Page" : "Ticket"} since`, value: moments.of(since) },
    ],
    links: [alertLink(message.alertUrl), objectiveLink(objective)],
    notes: [
      ...(generatedUntil === null ? [] : [markup`history before ${moments.of(generatedUntil)} is generated, not measured`]),
      ...deliveryNotes(message),
    ],
    facts: [...objectiveFacts(objective), markup`condition ${foreign(condition.name, 130)}`, budgetCoverageFact(coverage)],
  };
}
