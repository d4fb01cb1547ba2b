import {
  type AlertSeverity,
  type BudgetCoverage,
  type CalendarUnit,
  type Fraction,
  formatBudgetCoverage,
  formatBudgetLeft,
  formatBudgetShare,
  formatCount,
  formatCoverage,
  formatDurationMinutes,
  isMostlyUnknown,
} from "@solvent/domain";
import type { MessageBase, MessageBudget, MessageObjective, MessageUnit } from "../message.ts";
import { SLACK_LIMITS } from "./block-kit.ts";
import type { CardLink } from "./card.ts";
import { bold, foreignPlain, type Markup, markup } from "./markup.ts";

/** Emoji stand only here, and always before the word that says the same. Measurement that is lost is neither red nor green. */
export const SEVERITY_WORDS: Readonly<Record<AlertSeverity, string>> = { page: "🔴 Page", ticket: "🟠 Ticket" };
export const RESOLVED_WORDS = "✅ Resolved";
export const CLOSED_WORDS = "⏹️ Closed";
export const LOST_WORDS = "⏸️ Measurement lost";
export const BACK_WORDS = "▶️ Measurement is back";

/** `🔴 Page · Checkout is burning 22.9×`; only the name in the middle is cut. */
export function headerText(word: string, name: string, predicate: string): string {
  const before = `${word} · `;
  const after = predicate === "" ? "" : ` ${predicate.replaceAll("<", "‹")}`;
  return before + foreignPlain(name, SLACK_LIMITS.header - before.length - after.length) + after;
}

const PERIODS: Readonly<Record<CalendarUnit, string>> = {
  day: "today",
  week: "this week",
  month: "this month",
  quarter: "this quarter",
  year: "this year",
};

/** `28 d`, or `this month (Europe/Stockholm)`. */
export const windowText = ({ window }: Pick<MessageObjective, "window">): string =>
  window.kind === "rolling" ? formatDurationMinutes(window.minutes) : `${PERIODS[window.unit]} (${window.zone})`;

/** What minutes of a budget are minutes of. */
const LOST_TIME: Readonly<Record<MessageUnit, string>> = { events: "full outage", slices: "bad slices" };

/** `16 min 35 s of full outage` */
export const lostTimeText = (minutes: Fraction, unit: MessageUnit): string => `${formatDurationMinutes(minutes)} of ${LOST_TIME[unit]}`;

/** What a message says of a budget, and how much of it was known. */
interface BudgetThen {
  readonly objective: MessageObjective;
  readonly budget: MessageBudget | null;
  readonly coverage: BudgetCoverage | null;
}

/** Share of a budget that is left or spent: `41.1 %`, `≈ 41.1 %` while much of it is unknown. */
export const shareText = (share: Fraction, coverage: BudgetCoverage | null): string =>
  coverage === null ? formatBudgetLeft(share) : formatBudgetShare(share, coverage);

/** Why a budget is not stated, after words that it is not known: ` yet: 52 min of 28 d are known`. Null where that is not the reason. */
export const yetText = ({ coverage }: Pick<BudgetThen, "coverage">): Markup | null =>
  coverage !== null && isMostlyUnknown(coverage) ? markup` yet: ${formatBudgetCoverage(coverage)}` : null;

/** `*41.1 %* of 28 d, 16 min 35 s of full outage` */
export function budgetText(then: BudgetThen): Markup {
  const { budget, objective, coverage } = then;
  if (budget === null) return markup`not known${yetText(then) ?? markup``}`;
  const { left, leftMinutes } = budget;
  const share = markup`${bold(shareText(left, coverage))} of ${windowText(objective)}`;
  if (leftMinutes.num >= 0n) return markup`${share}, ${lostTimeText(leftMinutes, objective.unit)}`;
  const over: Fraction = { num: -leftMinutes.num, den: leftMinutes.den };
  return markup`${share}, overspent by ${lostTimeText(over, objective.unit)}`;
}

/** What is left of the budget, as a sentence. */
export function leftText(then: BudgetThen): Markup {
  const { budget, objective, coverage } = then;
  if (budget === null) return markup`What is left of the budget is not known${yetText(then) ?? markup``}.`;
  const { left, leftMinutes } = budget;
  const { unit } = objective;
  if (left.num >= 0n) return markup`${bold(shareText(left, coverage))} is left, ${lostTimeText(leftMinutes, unit)}.`;
  const over: Fraction = { num: -leftMinutes.num, den: leftMinutes.den };
  return markup`The budget is at ${bold(shareText(left, coverage))}, overspent by ${lostTimeText(over, unit)}.`;
}

const COUNTED: Readonly<Record<MessageUnit, string>> = { events: "requests", slices: "slices" };

/** `512 bad of 3,400 requests` */
export const countsText = (bad: Fraction, total: Fraction, unit: MessageUnit): Markup =>
  markup`${formatCount(bad)} bad of ${formatCount(total)} ${COUNTED[unit]}`;

export const FIRST_NOTICE = markup`This is the first notice: the one that said it began was not delivered.`;

/** What a reader must know about the message itself. */
export function deliveryNotes({ delayedMinutes, repeated }: MessageBase): Markup[] {
  return [
    ...(delayedMinutes > 0 ? [markup`delayed ${formatDurationMinutes(delayedMinutes)}`] : []),
    ...(repeated ? [markup`(repeat: an earlier attempt may have arrived)`] : []),
  ];
}

/** Whose objective it is and what it promises. */
export function objectiveFacts(objective: MessageObjective): Markup[] {
  const { name, title, service, team, targetPercent, window } = objective;
  return [
    ...(name === title ? [] : [markup`${name}`]),
    markup`service ${service}`,
    ...(team === null ? [] : [markup`team ${team}`]),
    markup`target ${targetPercent}\u202F% ${window.kind === "rolling" ? "over" : "for"} ${windowText(objective)}`,
  ];
}

/** Share of the minutes of the budget's window that is known, without those that are excluded: as the objective's page has it. */
export const budgetCoverageFact = ({ counted, excluded, minutes }: BudgetCoverage): Markup =>
  markup`coverage of the budget ${formatCoverage(counted, minutes - excluded)}`;

export const alertLink = (url: string | null): CardLink => ({ id: "open_alert", label: "Open alert", url });
export const objectiveLink = ({ url }: MessageObjective): CardLink => ({ id: "open_objective", label: "Open objective", url });
