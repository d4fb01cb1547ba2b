import type { BackfillProgress, Objective, ObjectiveStatus } from "@solvent/api-contract";
import type { GapBand } from "../../charts/gaps.ts";
import type { Threshold } from "../../charts/layers.tsx";
import { mutedText } from "../../lib/alert-text.ts";
import {
  budgetText,
  burnText,
  coverageText,
  durationText,
  limitText,
  requestsText,
  sliText,
  targetText,
  windowText,
} from "../../lib/figures.ts";
import { unitsOf, unitsPhrase } from "../../lib/objective-text.ts";
import { formatSince, msOfIso } from "../../lib/time.ts";
import { capital, plural } from "../../lib/words.ts";

import { generatedNote } from "./generated.model.ts";

type View = { readonly nowMs: number; readonly zone: string };
type Rule = ObjectiveStatus["rules"][number];

export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly tone: "ink" | "spent" | "unknown";
}

export interface BurnTile {
  readonly window: string;
  readonly burn: string;
  /** A breached rule looks at this window. */
  readonly over: boolean;
}

/** Without current data or complete history the figures are shown as such: grey, with ≈ where they will still change. */
const isUncertain = (status: ObjectiveStatus): boolean => status.summary.state === "no-data" || status.summary.state === "provisional";

export function toBudgetTile(status: ObjectiveStatus): Tile {
  const { summary, budget } = status;
  const window = windowText(summary.windowMinutes);
  const label = `Budget left, ${window}`;
  if (summary.budgetLeft === null) return { label, value: "–", hint: "nothing measured yet", tone: "unknown" };
  const approximate = summary.state === "provisional" ? "≈\u202f" : "";
  const units = unitsOf(summary);
  const requests = budget === null || units?.kind === "requests" ? "" : requestsText(budget.remaining);
  return {
    label,
    value: `${approximate}${budgetText(summary.budgetLeft)}`,
    hint: [unitsPhrase(units), requests, generatedNote(summary)].filter((part) => part !== "").join(" · "),
    tone: isUncertain(status) ? "unknown" : summary.budgetLeft.value < 0 ? "spent" : "ink",
  };
}

export function toSliTile(status: ObjectiveStatus): Tile {
  const { summary, met } = status;
  const target = targetText(summary.targetPercent);
  const verdict = met === null ? "" : met ? ", met" : ", missed";
  return {
    label: `SLI, ${windowText(summary.windowMinutes)}`,
    value: sliText(summary.sli, summary.targetPercent),
    hint: [`target ${target}${verdict}`, generatedNote(summary)].filter((part) => part !== "").join(" · "),
    tone: isUncertain(status) || summary.sli === null ? "unknown" : met === false ? "spent" : "ink",
  };
}

export function toBurnTiles(status: ObjectiveStatus): BurnTile[] {
  const breached = status.rules.filter((rule) => rule.word === "breached");
  return status.burn.map(({ minutes, burn }) => ({
    window: windowText(minutes),
    burn: burnText(burn),
    over: breached.some((rule) => rule.longMinutes === minutes || rule.shortMinutes === minutes),
  }));
}

export function toCoverageTile(status: ObjectiveStatus, bands: readonly GapBand[]): Tile {
  const { coverage, windowMinutes } = status.summary;
  const gaps = bands.length === 0 ? "" : `${plural(bands.length, "gap")}, ${durationText(coverage.missing)}`;
  const excluded = coverage.excluded === 0 ? "" : `${durationText(coverage.excluded)} excluded`;
  const quiet = coverage.noTraffic === 0 ? "" : `${durationText(coverage.noTraffic)} without traffic`;
  return {
    label: `Coverage, ${windowText(windowMinutes)}`,
    value: coverageText(coverage),
    hint: [gaps, excluded, quiet].filter((part) => part !== "").join(" · ") || "every minute is known",
    tone: "ink",
  };
}

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
  const { firing, burnHour } = status.summary;
  if (firing === null) return null;
  const since = formatSince(msOfIso(firing.since), view.nowMs, view.zone);
  const rule = status.rules.find((r) => r.name === firing.rule);
  const windows =
    rule === undefined
      ? ""
      : ` Rule ${firing.rule}: ${windowText(rule.longMinutes)} ${burnText(rule.burnLong)}, ${windowText(rule.shortMinutes)} ${burnText(rule.burnShort)}, limit ${limitText(rule.factor)}.`;
  const spent = status.summary.spentLastDay;
  return {
    severity: firing.severity,
    lead: burnHour === null ? `Over its limit since ${since}.` : `Burning ${burnText(burnHour)}, over its limit since ${since}.`,
    detail: `${windows}${spent === null ? "" : ` The last 24\u202fh took ${budgetText(spent)} of the budget.`}`.trim(),
    muted: mutedSentence(status.summary.mutedUntil, view),
  };
}

export const mutedSentence = (mutedUntil: string | null, view: View): string =>
  mutedUntil === null ? "" : `${capital(mutedText(mutedUntil, view))}: nobody is told.`;

/** "28 days, rolling" in the line under the name. */
export function meaningText(objective: Pick<Objective, "description" | "targetPercent" | "windowMinutes">): string {
  const promise = `${targetText(objective.targetPercent)} over ${plural(objective.windowMinutes / 1440, "day")}, rolling.`;
  const words = objective.description?.trim() ?? "";
  return words === "" ? promise : `${/[.!?]$/.test(words) ? words : `${words}.`} ${promise}`;
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
  const percent = `${Math.floor(backfill.readFraction * 100)}\u202f%`;
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
