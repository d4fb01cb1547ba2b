import type { Alert, AlertEvidence, ObjectiveSummary, Told } from "@solvent/api-contract";
import { conditionLimit, conditionValue, isConditionKind } from "./condition-text.ts";
import { budgetShareText, burnText, countText, durationText, limitText, windowText } from "./figures.ts";
import { titleOf } from "./objective-text.ts";
import { formatInstant, formatMoment, msOfIso } from "./time.ts";
import { windowStartMs } from "./window-text.ts";
import { type AlertState, CLOSE_WORDS, plural } from "./words.ts";

/** What alerts are called and how they are told, the same on every page. */
export interface View {
  readonly nowMs: number;
  readonly zone: string;
}

const MINUTE_MS = 60_000;

export const alertState = (alert: Pick<Alert, "state" | "blindSince">): AlertState =>
  alert.state === "resolved" ? "resolved" : alert.blindSince !== null ? "blind" : "firing";

/** Whom the alert is about: an objective, else a source, else Solvent itself. */
export function subjectTitle({ subject }: Pick<Alert, "subject">): string {
  if (subject.objective !== null) return titleOf(subject.objective);
  return subject.source === null ? "Solvent" : `Source ${subject.source}`;
}

/** "checkout · payments"; nothing for a source. */
export function ownerText({ subject }: Pick<Alert, "subject">): string {
  const { objective } = subject;
  return objective === null ? "" : objective.team === null ? objective.service : `${objective.service} · ${objective.team}`;
}

/** Minutes from its opening until it closed, or until now. */
export function openMinutes(alert: Pick<Alert, "openedAt" | "closedAt">, nowMs: number): number {
  const endMs = alert.closedAt === null ? nowMs : msOfIso(alert.closedAt);
  return Math.max(0, Math.floor((endMs - msOfIso(alert.openedAt)) / MINUTE_MS));
}

type Kind = Alert["kind"];
/** Kinds that are named by what happens; the others are about the budget, and are named by whom they call. */
const PRESENT: Readonly<Partial<Record<Kind, string>>> = {
  "no-data": "cannot be seen",
  "source-down": "does not answer",
  "evaluator-behind": "is behind with its evaluations",
  "no-traffic": "has no traffic",
};
const PAST: Readonly<Partial<Record<Kind, string>>> = {
  "no-data": "could not be seen",
  "source-down": "did not answer",
  "evaluator-behind": "was behind with its evaluations",
  "no-traffic": "had no traffic",
};

/** "Checkout availability pages since 19:00", "Checkout availability paged for 14 min". */
export function alertSentence(alert: Alert, view: View): string {
  const title = subjectTitle(alert);
  if (alert.closedAt === null) {
    const since = formatMoment(msOfIso(alert.openedAt), view.nowMs, view.zone);
    const present = PRESENT[alert.kind];
    if (present !== undefined) return `${title} ${present} since ${since}`;
    return alert.severity === "page" ? `${title} pages since ${since}` : `${title} has a ticket open since ${since}`;
  }
  const lasted = durationText(openMinutes(alert, view.nowMs));
  const past = PAST[alert.kind];
  if (past !== undefined) return `${title} ${past} for ${lasted}`;
  return alert.severity === "page" ? `${title} paged for ${lasted}` : `${title} had a ticket open for ${lasted}`;
}

/** The burn rate that decides: the lower of the two, because both have to be over the limit. */
export const governingBurn = (evidence: AlertEvidence): AlertEvidence["burnLong"] =>
  evidence.burnShort.value < evidence.burnLong.value ? evidence.burnShort : evidence.burnLong;

/** "1 h and 5 min over 14.4×" for a burn rule, in words for the other kinds. */
export function causeText(alert: Pick<Alert, "evidence" | "condition" | "reason">): string {
  const { evidence, condition } = alert;
  if (evidence === null) return condition === null ? (alert.reason ?? "") : condition.sentence.replace(/\.$/, "");
  return `${windowText(evidence.longMinutes)} and ${windowText(evidence.shortMinutes)} over ${limitText(evidence.factor)}`;
}

/** "1 h 14.5×, 5 min 41.6×, limit 14.4×". */
export const burnsText = (evidence: AlertEvidence): string =>
  `${windowText(evidence.longMinutes)} ${burnText(evidence.burnLong)}, ${windowText(evidence.shortMinutes)} ${burnText(evidence.burnShort)}, limit ${limitText(evidence.factor)}`;

interface Opening {
  readonly value: string;
  readonly limit: string;
}

/** What was seen at the opening, and the limit of it: "14.5×, limit 14.4×", "52.1 %, limit 50 %". */
export function openingOf({ evidence, condition, kind }: Pick<Alert, "evidence" | "condition" | "kind">): Opening {
  if (evidence !== null) return { value: burnText(governingBurn(evidence)), limit: `limit ${limitText(evidence.factor)}` };
  if (condition === null || !isConditionKind(kind)) return { value: "–", limit: "" };
  return { value: conditionValue(kind, condition.value), limit: `limit ${conditionLimit(kind, condition.limit)}` };
}

export interface Cost {
  readonly share: string;
  readonly detail: string;
}

/** What it cost; while it is open nobody can say, which is not the same as nothing. */
export function costOf(alert: Pick<Alert, "bill" | "state" | "kind">): Cost {
  const { bill } = alert;
  if (bill === null) return { share: "–", detail: alert.state === "firing" && alert.kind === "burn" ? "counted at its end" : "" };
  const bad = bill.bad === null ? "" : `${countText(bill.bad)} bad`;
  const missing = bill.missingMinutes === 0 ? "" : `${durationText(bill.missingMinutes)} not known`;
  return {
    share: bill.spent === null ? "–" : budgetShareText(bill.spent, bill.budgetCoverage),
    detail: [bad, missing].filter((part) => part !== "").join(", "),
  };
}

/** Who was told: the first part, and what else became of its notifications. */
export interface ToldText {
  readonly text: string;
  readonly tone: "ink" | "ink-2" | "ink-3" | "spent";
  readonly detail: string;
  /** Something in the detail went wrong. */
  readonly failed: boolean;
}

const isNothing = (told: Told): boolean => told.sent + told.pending + told.suppressed + told.dead === 0;

type ToldAlert = Pick<Alert, "told" | "origin" | "state" | "mutedUntil" | "openedAt" | "closedAt">;

const FOUND_LATER = "found later, nobody was told";

/** Who was told, from the counts of its notifications. Nobody is said as such. */
export function toldText(alert: ToldAlert, view: View): ToldText {
  const { told } = alert;
  if (alert.origin === "refill") return { text: "nobody", tone: "ink-3", detail: FOUND_LATER, failed: false };
  if (isNothing(told)) {
    const over = alert.state === "resolved";
    return {
      text: "nobody",
      tone: over ? "ink-3" : "spent",
      detail: over ? "no target was routed" : "no target is routed",
      failed: false,
    };
  }
  const rest = [
    told.dead === 0 ? "" : `${told.dead} given up`,
    waitingText(alert, view),
    told.suppressed === 0 ? "" : `${told.suppressed} suppressed`,
  ].filter((part) => part !== "");
  const failed = told.dead > 0;
  if (told.sent > 0) return { text: `${told.sent} sent`, tone: "ink", detail: rest.join(", "), failed };
  if (failed) return { text: "nobody", tone: "spent", detail: rest.join(", "), failed };
  const [text = "", ...others] = rest;
  return { text, tone: "ink-2", detail: others.join(", "), failed };
}

/** For a sentence, and only what is wrong or pending: that it was sent is what everybody expects. */
export function tellText(alert: ToldAlert, view: View): string {
  const { told, origin, mutedUntil, state } = alert;
  if (origin === "refill") return FOUND_LATER;
  if (told.sent > 0) return told.dead > 0 ? `${plural(told.dead, "target")} could not be told` : "";
  if (state === "resolved") return told.dead > 0 ? "nobody could be told" : "";
  if (mutedUntil !== null) return `nobody is told, ${mutedText(mutedUntil, view)}`;
  if (told.dead > 0) return "nobody could be told";
  if (told.pending > 0) return "nobody is told yet";
  return told.suppressed > 0 ? "" : "nobody is told, no target is routed";
}

function waitingText(alert: ToldAlert, view: View): string {
  const { pending } = alert.told;
  if (pending === 0) return "";
  if (alert.mutedUntil !== null) return `${pending} held back`;
  const sinceMs = msOfIso(alert.closedAt ?? alert.openedAt);
  return `${pending} waiting ${durationText(Math.max(0, Math.floor((view.nowMs - sinceMs) / MINUTE_MS)))}`;
}

export const mutedText = (mutedUntil: string | null, view: View): string =>
  mutedUntil === null ? "" : `muted until ${formatMoment(msOfIso(mutedUntil), view.nowMs, view.zone)}`;

export const blindText = (blindSince: string | null, view: View): string =>
  blindSince === null ? "" : `blind since ${formatMoment(msOfIso(blindSince), view.nowMs, view.zone)}, alerts hold`;

/** "lasted 14 min", with why it closed when that is worth telling. */
export function lastedText(alert: Pick<Alert, "openedAt" | "closedAt" | "closeReason">, nowMs: number): string {
  const why = alert.closeReason === null ? "" : CLOSE_WORDS[alert.closeReason];
  return `${alert.closedAt === null ? "" : "lasted "}${durationText(openMinutes(alert, nowMs))}${why === "" ? "" : `, ${why}`}`;
}

/** Up to when the figures of an objective rest on generated history; null: nothing in its window is generated. */
export function generatedMs(o: Pick<ObjectiveSummary, "generatedUntil" | "watermark" | "window">): number | null {
  if (o.generatedUntil === null) return null;
  const untilMs = msOfIso(o.generatedUntil);
  return untilMs > windowStartMs(o) ? untilMs : null;
}

export const generatedText = (untilMs: number, zone: string): string => `history before ${formatInstant(untilMs, zone)} is generated`;

/** "1 notification was given up". */
export const givenUpText = (count: number): string => `${plural(count, "notification")} ${count === 1 ? "was" : "were"} given up`;
