import type { BackfillProgress, Objective, ObjectiveStatus, SliceSettings } from "@solvent/api-contract";
import type { Threshold } from "../../charts/layers.tsx";
import { mutedText } from "../../lib/alert-text.ts";
import { isBurning } from "../../lib/burning.ts";
import { CONDITION_KIND_LABELS, conditionLimit, conditionValue } from "../../lib/condition-text.ts";
import { budgetText, burnText, durationText, limitText, progressText, targetText, windowText } from "../../lib/figures.ts";
import { formatSince, msOfIso } from "../../lib/time.ts";
import { windowPromise } from "../../lib/window-text.ts";
import { capital, sentences } from "../../lib/words.ts";

type View = { readonly nowMs: number; readonly zone: string };
type Rule = ObjectiveStatus["rules"][number];

export interface RuleRow {
  readonly name: string;
  readonly title: string;
  readonly long: string;
  readonly short: string;
  readonly limit: string;
  readonly word: Rule["word"];
}

export const toRuleRows = (status: ObjectiveStatus): RuleRow[] =>
  status.rules.map((rule) => ({
    name: rule.name,
    title: `${rule.severity} ${windowText(rule.longMinutes)} / ${windowText(rule.shortMinutes)}`,
    long: burnText(rule.burnLong),
    short: burnText(rule.burnShort),
    limit: limitText(rule.factor),
    word: rule.word,
  }));

export interface ConditionRow {
  readonly name: string;
  /** "ticket: budget consumed". */
  readonly title: string;
  readonly sentence: string;
  readonly value: string;
  readonly limit: string;
  readonly judged: boolean;
  readonly severity: "page" | "ticket";
  /** "since 18:40" while it fires. */
  readonly firing: string | null;
}

export const toConditionRows = ({ conditions }: Pick<ObjectiveStatus, "conditions">, { nowMs, zone }: View): ConditionRow[] =>
  conditions.map(({ name, kind, severity, sentence, value, limit, firingSince }) => ({
    name,
    title: `${severity}: ${CONDITION_KIND_LABELS[kind]}`,
    sentence: capital(sentence),
    value: conditionValue(kind, value),
    limit: conditionLimit(kind, limit),
    // Of this kind nothing known to exhaust the budget is an answer too.
    judged: value !== null || kind === "time-to-exhaustion",
    severity,
    firing: firingSince === null ? null : `since ${formatSince(msOfIso(firingSince), nowMs, zone)}`,
  }));

export const toThresholds = (status: ObjectiveStatus): Threshold[] =>
  status.rules.map((rule) => ({
    key: rule.name,
    at: rule.factor.value,
    text: `${rule.severity} at ${limitText(rule.factor)} over ${windowText(rule.longMinutes)} and ${windowText(rule.shortMinutes)}`,
    tone: rule.severity === "page" ? "spent" : "risk",
  }));

export interface FiringStrip {
  readonly severity: "page" | "ticket";
  readonly lead: string;
  readonly detail: string;
  /** "Muted until 21:00: nobody is told.", or nothing. */
  readonly muted: string;
}

export function toFiringStrip(status: ObjectiveStatus, view: View): FiringStrip | null {
  const { firing } = status.summary;
  if (firing === null) return null;
  const since = formatSince(msOfIso(firing.since), view.nowMs, view.zone);
  const rule = status.rules.find((r) => r.name === firing.rule);
  const condition = status.conditions.find((one) => one.name === firing.rule);
  if (condition !== undefined) {
    const { kind, value, limit } = condition;
    return {
      severity: firing.severity,
      lead: `${capital(CONDITION_KIND_LABELS[kind])} since ${since}: ${conditionValue(kind, value)}, limit ${conditionLimit(kind, limit)}.`,
      detail: sentences(capital(condition.sentence)),
      muted: mutedSentence(status.summary.mutedUntil, view),
    };
  }
  const windows =
    rule === undefined
      ? ""
      : ` Rule ${firing.rule}: ${windowText(rule.longMinutes)} ${burnText(rule.burnLong)}, ${windowText(rule.shortMinutes)} ${burnText(rule.burnShort)}, limit ${limitText(rule.factor)}.`;
  const spent = status.summary.spentLastDay;
  return {
    severity: firing.severity,
    lead: ruleLead(status.summary, firing.severity, rule?.word, since),
    detail: `${windows}${spent === null ? "" : ` The last 24\u202fh took ${budgetText(spent)} of the budget.`}`.trim(),
    muted: mutedSentence(status.summary.mutedUntil, view),
  };
}

/** A rule stays open for a while after it was over its limit. */
function ruleLead(
  summary: ObjectiveStatus["summary"],
  severity: FiringStrip["severity"],
  word: Rule["word"] | undefined,
  since: string,
): string {
  if (word !== "breached") return `${capital(severity)} open since ${since}.`;
  return isBurning(summary) ? `Burning ${burnText(summary.burnHour)}, over its limit since ${since}.` : `Over its limit since ${since}.`;
}

export const mutedSentence = (mutedUntil: string | null, view: View): string =>
  mutedUntil === null ? "" : `${capital(mutedText(mutedUntil, view))}: nobody is told.`;

/** What is promised, in the line under the name. */
export function meaningText(objective: Pick<Objective, "description" | "targetPercent" | "window" | "slices">): string {
  const promise = `${targetText(objective.targetPercent)} ${slicesOf(objective.slices)}${windowPromise(objective.window)}.`;
  const words = objective.description?.trim() ?? "";
  return words === "" ? promise : `${/[.!?]$/.test(words) ? words : `${words}.`} ${promise}`;
}

function slicesOf(slices: SliceSettings | null): string {
  if (slices === null) return "";
  const length = `${windowText(slices.minutes)} slices`;
  return slices.targetPercent === null
    ? `as the mean of ${length} `
    : `of ${length}, each good from ${targetText(slices.targetPercent)} on, `;
}

export interface BackfillView {
  readonly title: string;
  readonly detail: string;
  readonly fraction: number;
  readonly action: "cancelBackfill" | "resumeBackfill" | null;
}

/** Null when there is nothing to tell: no back-fill, or one that is done. */
export function toBackfillView(backfill: BackfillProgress | null): BackfillView | null {
  if (backfill === null || backfill.state === "done") return null;
  const percent = progressText(backfill.readFraction);
  const base = { fraction: backfill.readFraction, detail: backfill.message ?? "" };
  switch (backfill.state) {
    case "queued":
      return { ...base, title: "History waits to be read", action: "cancelBackfill" };
    case "running":
      return { ...base, title: `Reading history, newest first: ${percent} read`, detail: timeLeft(backfill), action: "cancelBackfill" };
    case "cancelled":
      return { ...base, title: `Reading history was stopped at ${percent}; what is read stays`, action: "resumeBackfill" };
    case "failed":
      return { ...base, title: `Reading history failed at ${percent}`, action: "resumeBackfill" };
  }
}

function timeLeft({ estimatedSecondsLeft }: BackfillProgress): string {
  if (estimatedSecondsLeft === null) return "";
  return estimatedSecondsLeft < 60 ? "less than a minute left" : `about ${durationText(Math.ceil(estimatedSecondsLeft / 60))} left`;
}
