import {
  compareFractions,
  type Fraction,
  formatBudgetCoverage,
  formatBurn,
  formatCoverage,
  formatDurationMinutes,
  isPartlyUnknown,
  MINUTE_MS,
} from "@solvent/domain";
import type { BurnFired, MessageRule } from "../../message.ts";
import type { Card } from "../card.ts";
import { bold, foreign, type Markup, markup } from "../markup.ts";
import type { Moments } from "../moment.ts";
import { sparkLine } from "../spark.ts";
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
  shareText,
  yetText,
} from "../words.ts";

const DAY_MINUTES = 1440;
const MINUTES_OF_AN_HOUR = 60;

/** A rule fires while both windows are over its factor, so the lower one decides: it is how fast the budget burns for certain. */
export const governingBurn = ({ burnLong, burnShort }: MessageRule): Fraction =>
  compareFractions(burnLong, burnShort) <= 0 ? burnLong : burnShort;

function exhaustionText(message: BurnFired, moments: Moments): Markup {
  const { exhaustion, atMs, delayedMinutes } = message;
  switch (exhaustion.kind) {
    case "at": {
      const distance = exhaustion.minute - Math.floor(atMs / MINUTE_MS) - delayedMinutes;
      const soon = distance > 0 && distance < DAY_MINUTES ? markup`, in ${formatDurationMinutes(distance)}` : markup``;
      return markup`At this rate the budget is gone ${bold(moments.of(exhaustion.minute))}${soon}.`;
    }
    case "already-gone":
      return markup`The budget is ${bold("gone")} already.`;
    case "not-at-this-rate":
      return markup`At this rate the budget lasts.`;
    case "unknown":
      return markup`When the budget is gone cannot be said${yetText(message) ?? markup` yet`}.`;
  }
}

/** While a date rests on a part of the budget's window it is said on which. */
const partText = ({ exhaustion, coverage }: BurnFired): Markup[] =>
  exhaustion.kind !== "unknown" && isPartlyUnknown(coverage)
    ? [markup`That rests on a part of the budget: ${formatBudgetCoverage(coverage)}.`]
    : [];

const onsetText = ({ onset }: BurnFired, moments: Moments): Markup =>
  onset === null ? markup`When it began is not known.` : markup`It began ${moments.of(onset)}.`;

function burnText(rule: MessageRule): Markup {
  const { longMinutes, shortMinutes, factor, burnLong, burnShort } = rule;
  const [long, short] = [formatDurationMinutes(longMinutes), formatDurationMinutes(shortMinutes)];
  const order = compareFractions(burnLong, burnShort);
  const governs = order === 0 ? markup`both are equal` : markup`the lower one governs: ${order < 0 ? long : short}`;
  return markup`${long} ${bold(formatBurn(burnLong))}, ${short} ${bold(formatBurn(burnShort))} (limit ${formatBurn(factor)})\n${governs}`;
}

function spentText({ spent, bad, total, coverage, onset, rule, objective }: BurnFired): Markup {
  const share = spent === undefined || spent === null ? markup`` : markup`${bold(shareText(spent, coverage))} of the budget\n`;
  const stretch = onset === null ? markup` in the last ${formatDurationMinutes(rule.longMinutes)}` : markup``;
  return markup`${share}${countsText(bad, total, objective.unit)}${stretch}`;
}

function sinceText({ onset, since }: BurnFired, moments: Moments): Markup {
  const after = onset === null || since <= onset ? markup`` : markup`\n${formatDurationMinutes(since - onset)} after it began`;
  return markup`${moments.of(since)}${after}`;
}

function notes(message: BurnFired, moments: Moments): Markup[] {
  const { escalatedFromTicketSince, generatedUntil } = message;
  return [
    ...(escalatedFromTicketSince === null
      ? []
      : [markup`escalated from the ticket that is open since ${moments.of(escalatedFromTicketSince)}`]),
    ...(generatedUntil === null ? [] : [markup`history before ${moments.of(generatedUntil)} is generated, not measured`]),
    ...deliveryNotes(message),
  ];
}

export function burnFiredCard(message: BurnFired, moments: Moments, mention: string): Card {
  const { severity, objective, rule, coverage, spark, knownOfLastHour } = message;
  const windows = `${formatDurationMinutes(rule.longMinutes)} / ${formatDurationMinutes(rule.shortMinutes)}`;
  return {
    header: headerText(SEVERITY_WORDS[severity], objective.title, `is burning ${formatBurn(governingBurn(rule))}`),
    lead: [exhaustionText(message, moments), ...partText(message), onsetText(message, moments)],
    // The only text that may mention somebody: its syntax was checked when it was saved.
    mention: severity === "page" && mention !== "" ? { mrkdwn: mention } : null,
    fields: [
      { label: "Budget left", value: budgetText(message) },
      { label: "Burn", value: burnText(rule) },
      { label: "Spent so far", value: spentText(message) },
      { label: `${severity === "page" ? "Page" : "Ticket"} since`, value: sinceText(message, moments) },
    ],
    spark: spark === null ? null : sparkLine(spark, moments),
    links: [alertLink(message.alertUrl), objectiveLink(objective)],
    notes: notes(message, moments),
    facts: [
      ...objectiveFacts(objective),
      markup`rule ${foreign(rule.name, 100)} ${windows}`,
      markup`coverage of the last hour ${formatCoverage(knownOfLastHour, MINUTES_OF_AN_HOUR)}`,
      budgetCoverageFact(coverage),
    ],
  };
}
