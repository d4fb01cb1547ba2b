import type { Alert, AlertBill, AlertEvidence, Count } from "@solvent/api-contract";
import {
  COUNT_SCALE,
  describeCondition,
  formatBudgetCoverage,
  isMostlyUnknown,
  isoOfMinute,
  type Minute,
  minuteOfMs,
} from "@solvent/domain";
import { toConditionValue } from "../conditions/condition-value.ts";
import { toCount, toFigure, toFigureOrNull } from "../status/figures.ts";
import { missingWords } from "../status/missing-words.ts";
import type { ReadAlert } from "./alert-reader.ts";
import type { PlainBill, AlertBill as StoredBill, AlertEvidence as StoredEvidence, StoredWindow } from "./alert-record.ts";
import {
  badOf,
  budgetAt,
  budgetCoverageAt,
  budgetLeftAt,
  conditionBudgetLeft,
  readFraction,
  type StoredTerms,
  scaleOf,
  shareOf,
  termsDefinitionOf,
  termsOf,
  unitOf,
} from "./stored-figures.ts";

const isoOrNull = (minute: Minute | null): string | null => (minute === null ? null : isoOfMinute(minute));

const countIn =
  (terms: StoredTerms | null) =>
  (scaled: bigint): Count =>
    toCount(scaled, terms === null ? COUNT_SCALE : Number(scaleOf(terms)));

const NO_BUDGET = { budgetLeft: null, budgetLeftMinutes: null, budgetReason: null, budgetCoverage: null };

interface Window {
  /** Left out where nothing of it is stored. */
  readonly window: StoredWindow | undefined;
  readonly at: Minute;
  readonly leftAt: typeof budgetLeftAt;
}

/** What was left, and how much was known of what it is made of. */
function toBudgetThen(by: StoredTerms | null, { window, at, leftAt }: Window) {
  if (by === null || window === undefined) return NO_BUDGET;
  const left = leftAt(by, window, at);
  const coverage = budgetCoverageAt(by, window, at);
  return {
    budgetLeft: toFigureOrNull(left?.left ?? null),
    budgetLeftMinutes: toFigureOrNull(left?.leftMinutes ?? null),
    budgetReason: isMostlyUnknown(coverage) ? formatBudgetCoverage(coverage) : null,
    budgetCoverage: coverage,
  };
}

/** Evidence of a burn rule at one evaluation; other kinds say what happened in `reason`. */
export function toEvidence(evidence: StoredEvidence | null, terms: StoredTerms | null, at: Minute): AlertEvidence | null {
  if (evidence?.kind !== "burn") return null;
  const count = countIn(terms);
  return {
    rule: evidence.rule,
    longMinutes: evidence.longMinutes,
    shortMinutes: evidence.shortMinutes,
    factor: toFigure(readFraction(evidence.factor)),
    burnLong: toFigure(readFraction(evidence.burnLong)),
    burnShort: toFigure(readFraction(evidence.burnShort)),
    badLong: count(badOf(evidence.long)),
    totalLong: count(BigInt(evidence.long.total)),
    badShort: count(badOf(evidence.short)),
    totalShort: count(BigInt(evidence.short.total)),
    ...toBudgetThen(terms, { window: evidence.window, at, leftAt: budgetLeftAt }),
    revision: evidence.revision,
  };
}

/** Of a condition it says what was left at the end; its cost is not counted. */
function toPlainBill({ fromMs, toMs, window }: PlainBill, terms: StoredTerms | null): AlertBill {
  const to = minuteOfMs(toMs);
  return {
    from: isoOfMinute(minuteOfMs(fromMs)),
    to: isoOfMinute(to),
    bad: null,
    total: null,
    spent: null,
    ...toBudgetThen(terms, { window, at: to, leftAt: conditionBudgetLeft }),
    missingMinutes: 0,
  };
}

function toBill(bill: StoredBill | null, terms: StoredTerms | null): AlertBill | null {
  if (bill === null) return null;
  if (bill.kind === "plain") return toPlainBill(bill, terms);
  const budget = terms === null ? null : budgetAt(terms, bill.window, bill.to);
  const count = countIn(terms);
  return {
    from: isoOfMinute(bill.from),
    to: isoOfMinute(bill.to),
    bad: count(badOf(bill.during)),
    total: count(BigInt(bill.during.total)),
    spent: budget === null || terms === null ? null : toFigureOrNull(shareOf(bill.during, budget, scaleOf(terms))),
    ...toBudgetThen(terms, { window: bill.window, at: bill.to, leftAt: budgetLeftAt }),
    missingMinutes: bill.missingMinutes,
  };
}

const counted = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

/** What a condition looked for, as its method judges it, and what it saw. */
function toCondition(evidence: StoredEvidence, terms: StoredTerms | null): Alert["condition"] {
  if (evidence.kind !== "condition") return null;
  const { rule, condition, value, limit } = evidence;
  const { slices } = terms === null ? { slices: null } : termsOf(terms);
  return {
    rule,
    sentence: describeCondition(condition, { slices }),
    value: toConditionValue(condition.kind, value === null ? null : readFraction(value)),
    limit: toFigure(readFraction(limit)),
  };
}

function reasonOf(evidence: StoredEvidence): string | null {
  switch (evidence.kind) {
    case "burn":
    case "condition":
      return null;
    case "no-data":
      return missingWords(evidence.reason);
    case "source-down":
      return evidence.reason;
    case "evaluator-behind":
      return `the newest minute of ${counted(evidence.objectives, "objective")} is too old`;
  }
}

function toSubject({ subject, objectiveExists }: ReadAlert): Alert["subject"] {
  const { objective, source } = subject;
  if (objective === null) return { objective, source };
  const { terms: _terms, ...names } = objective;
  const { window } = termsDefinitionOf(objective);
  return { objective: { ...names, window, unit: unitOf(objective), deleted: !objectiveExists }, source };
}

/** An alert in the words of the contract: fractions as figures, thousandths as counts. */
export function toAlert(alert: ReadAlert): Alert {
  const { subject, openedAt, closedAt, mutedUntilMs } = alert;
  return {
    id: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    state: closedAt === null ? "firing" : "resolved",
    origin: alert.origin,
    subject: toSubject(alert),
    onset: isoOrNull(alert.onset),
    openedAt: isoOfMinute(openedAt),
    closedAt: isoOrNull(closedAt),
    closeReason: alert.closeReason,
    blindSince: isoOrNull(alert.blindSince),
    reason: reasonOf(alert.evidence),
    condition: toCondition(alert.evidence, subject.objective),
    evidence: toEvidence(alert.evidence, subject.objective, openedAt),
    bill: toBill(alert.bill, subject.objective),
    told: alert.told,
    mutedUntil: mutedUntilMs === null ? null : new Date(mutedUntilMs).toISOString(),
  };
}
