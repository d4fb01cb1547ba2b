import type { Alert, AlertDetail, AlertEvidence } from "@solvent/api-contract";
import type { IconName } from "../../components/icon.tsx";
import {
  alertSentence,
  blindText,
  burnsText,
  causeText,
  costOf,
  governingBurn,
  lastedText,
  mutedText,
  openingOf,
  tellText,
  type View,
} from "../../lib/alert-text.ts";
import { conditionLimit, conditionValue, isConditionKind } from "../../lib/condition-text.ts";
import {
  budgetShareText,
  burnText,
  type CountUnit,
  countText,
  coverageText,
  durationText,
  limitText,
  outageText,
  unitWord,
  windowText,
} from "../../lib/figures.ts";
import { formatInstant, formatMoment, isoMinuteOfMs, msOfIso } from "../../lib/time.ts";
import { budgetName } from "../../lib/window-text.ts";
import { capital, sentences } from "../../lib/words.ts";

/** The page of one alert, before it is drawn. */
export interface AlertHead {
  readonly title: string;
  readonly detail: string;
}

export function toAlertHead(alert: Alert, view: View): AlertHead {
  const { evidence, subject, bill } = alert;
  const why = evidence === null ? whyText(alert) : `At its opening: ${burnsText(evidence)}`;
  const told = tellText(alert, view);
  const cost = costOf(alert);
  const billed =
    bill === null || bill.spent === null
      ? ""
      : `It cost ${cost.share} of ${subject.objective === null ? "the budget" : budgetName(subject.objective.window)}`;
  return {
    title: `${alertSentence(alert, view)}${told === "" ? "" : `; ${told}`}`,
    detail: sentences(
      billed,
      why,
      capital(blindText(alert.blindSince, view)),
      alert.told.sent === 0 ? "" : capital(mutedText(alert.mutedUntil, view)),
    ),
  };
}

/** What it looks for stands below; here is what it saw. */
function whyText(alert: Alert): string {
  if (alert.condition === null) return capital(alert.reason ?? "");
  const { value, limit } = openingOf(alert);
  return `At its opening: ${value}, ${limit}`;
}

export interface EvidenceRow {
  readonly key: "long" | "short";
  readonly window: string;
  readonly burn: string;
  readonly limit: string;
  readonly bad: string;
  readonly total: string;
  /** The lower one decides, because both have to be over the limit. */
  readonly governs: boolean;
}

export function toEvidenceRows(evidence: AlertEvidence): EvidenceRow[] {
  const governing = governingBurn(evidence);
  const limit = limitText(evidence.factor);
  return [
    {
      key: "long",
      window: windowText(evidence.longMinutes),
      burn: burnText(evidence.burnLong),
      limit,
      bad: countText(evidence.badLong),
      total: countText(evidence.totalLong),
      governs: governing === evidence.burnLong,
    },
    {
      key: "short",
      window: windowText(evidence.shortMinutes),
      burn: burnText(evidence.burnShort),
      limit,
      bad: countText(evidence.badShort),
      total: countText(evidence.totalShort),
      governs: governing === evidence.burnShort,
    },
  ];
}

/** Of an alert that a condition beyond burn rules raised: what it saw when it fired. */
export function toConditionRows({ condition, kind }: Alert): KeyValue[] {
  if (condition === null || !isConditionKind(kind)) return [];
  return [
    { term: "Seen when it fired", text: conditionValue(kind, condition.value) },
    { term: "Limit", text: conditionLimit(kind, condition.limit) },
    { term: "Condition", text: condition.rule },
  ];
}

/** What the counts of an alert are counts of. */
export const unitOf = ({ subject }: Pick<Alert, "subject">): CountUnit => subject.objective?.unit ?? "events";
const timeTerm = (unit: CountUnit): string => (unit === "slices" ? "Of bad slices" : "Of full outage");

export interface KeyValue {
  readonly term: string;
  readonly text: string;
}

type BudgetThen = Pick<AlertEvidence, "budgetLeft" | "budgetReason" | "budgetCoverage">;

/** Too little is known to state it: then how much. Null where nothing could be judged. */
function leftText({ budgetLeft, budgetReason, budgetCoverage }: BudgetThen): string | null {
  if (budgetLeft !== null) return budgetShareText(budgetLeft, budgetCoverage);
  return budgetReason === null ? null : `not known yet: ${budgetReason}`;
}

const knownText = ({ budgetCoverage }: BudgetThen): string | null => (budgetCoverage === null ? null : coverageText(budgetCoverage));

/** What was left when it opened. */
export function toBudgetThen(evidence: AlertEvidence, unit: CountUnit): KeyValue[] {
  return present([
    ["Budget left", leftText(evidence)],
    [timeTerm(unit), evidence.budgetLeftMinutes === null ? null : outageText(evidence.budgetLeftMinutes)],
    ["Coverage", knownText(evidence)],
    ["Rule", evidence.rule],
    ["Definition", `revision ${evidence.revision}`],
  ]);
}

/** What it cost, once it is over. */
export function toBill(alert: AlertDetail, view: View): KeyValue[] {
  const { bill } = alert;
  if (bill === null) return [];
  const moment = (iso: string) => formatMoment(msOfIso(iso), view.nowMs, view.zone);
  return present([
    ["Cost", bill.spent === null ? null : `${costOf(alert).share} of the budget`],
    [
      `Bad ${unitWord(unitOf(alert))}`,
      bill.bad === null || bill.total === null ? null : `${countText(bill.bad)} of ${countText(bill.total)}`,
    ],
    ["From", moment(bill.from)],
    ["To", moment(bill.to)],
    ["Left after it", leftText(bill)],
    [timeTerm(unitOf(alert)), bill.budgetLeftMinutes === null ? null : outageText(bill.budgetLeftMinutes)],
    ["Coverage", knownText(bill)],
    ["Not known", bill.missingMinutes === 0 ? null : durationText(bill.missingMinutes)],
  ]);
}

const present = (rows: readonly (readonly [string, string | null])[]): KeyValue[] =>
  rows.flatMap(([term, text]) => (text === null ? [] : [{ term, text }]));

export interface TimelineEntry {
  readonly key: string;
  readonly at: string;
  readonly icon: IconName;
  readonly what: string;
  readonly detail: string;
}

/** Onset, each rule that fired or resolved, silence, end: oldest first. */
export function toTimeline(alert: AlertDetail, view: View): TimelineEntry[] {
  const at = (iso: string) => formatMoment(msOfIso(iso), view.nowMs, view.zone);
  const events: { readonly ms: number; readonly entry: TimelineEntry }[] = [];
  const add = (iso: string, entry: Omit<TimelineEntry, "at">) => events.push({ ms: msOfIso(iso), entry: { ...entry, at: at(iso) } });
  if (alert.onset !== null) add(alert.onset, { key: "onset", icon: "onset", what: "Onset", detail: "the first minute that burned" });
  const named = alert.condition === null ? "rule" : "condition";
  if (alert.transitions.length === 0) {
    add(alert.openedAt, { key: "opened", icon: alert.severity, what: capital(alert.severity), detail: causeText(alert) });
  }
  for (const transition of alert.transitions) {
    const fired = transition.to === "firing";
    add(transition.at, {
      key: `${transition.rule} ${transition.sequence}`,
      icon: fired ? alert.severity : "over",
      what: fired ? `${capital(alert.severity)}: ${named} ${transition.rule}` : `${capital(named)} ${transition.rule} resolved`,
      detail: transition.evidence === null ? "" : burnsText(transition.evidence),
    });
  }
  if (alert.blindSince !== null)
    add(alert.blindSince, { key: "blind", icon: "no-data", what: "Blind", detail: "nothing is known since, the alert holds" });
  if (alert.closedAt !== null) add(alert.closedAt, { key: "closed", icon: "over", what: "Over", detail: lastedText(alert, view.nowMs) });
  return events.sort((a, b) => a.ms - b.ms).map(({ entry }) => entry);
}

const HOUR_MS = 3_600_000;
const RANGES = [
  { value: "6h", ms: 6 * HOUR_MS },
  { value: "24h", ms: 24 * HOUR_MS },
  { value: "7d", ms: 168 * HOUR_MS },
] as const;

/** The objective's page with a range that has the alert in it, and some time before and after. */
export function objectiveHref(alert: Alert, nowMs: number): string | null {
  const { objective } = alert.subject;
  if (objective === null || objective.deleted) return null;
  const fromMs = msOfIso(alert.onset ?? alert.openedAt);
  const toMs = alert.closedAt === null ? nowMs : msOfIso(alert.closedAt);
  const range = RANGES.find(({ ms }) => ms >= (toMs - fromMs) * 1.5) ?? { value: "28d", ms: 672 * HOUR_MS };
  const untilMs = toMs + range.ms / 4;
  const params = new URLSearchParams({ range: range.value });
  if (untilMs < nowMs) params.set("until", isoMinuteOfMs(untilMs));
  return `/objectives/${objective.name}?${params}`;
}

/** "Tue 24 Nov 18:38" of the line under the title. */
export const openedText = (alert: Alert, zone: string): string => formatInstant(msOfIso(alert.openedAt), zone);
