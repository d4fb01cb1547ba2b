import type { Alert, AlertBill, AlertEvidence } from "@solvent/api-contract";
import { isoOfMinute, type Minute, minuteOfMs } from "@solvent/domain";
import { toCount, toFigure, toFigureOrNull } from "../status/figures.ts";
import { missingWords } from "../status/missing-words.ts";
import type { ReadAlert } from "./alert-reader.ts";
import type { AlertBill as StoredBill, AlertEvidence as StoredEvidence } from "./alert-record.ts";
import { badOf, budgetAt, readFraction, shareOf, type WindowTerms } from "./stored-figures.ts";

const isoOrNull = (minute: Minute | null): string | null => (minute === null ? null : isoOfMinute(minute));

/** Evidence of a burn rule at one evaluation; other kinds say what happened in `reason`. */
export function toEvidence(evidence: StoredEvidence | null, terms: WindowTerms | null, at: Minute): AlertEvidence | null {
  if (evidence?.kind !== "burn") return null;
  const budget = terms === null ? null : budgetAt(terms, evidence.window, at);
  return {
    rule: evidence.rule,
    longMinutes: evidence.longMinutes,
    shortMinutes: evidence.shortMinutes,
    factor: toFigure(readFraction(evidence.factor)),
    burnLong: toFigure(readFraction(evidence.burnLong)),
    burnShort: toFigure(readFraction(evidence.burnShort)),
    badLong: toCount(badOf(evidence.long)),
    totalLong: toCount(BigInt(evidence.long.total)),
    badShort: toCount(badOf(evidence.short)),
    totalShort: toCount(BigInt(evidence.short.total)),
    budgetLeft: toFigureOrNull(budget?.remainingFraction ?? null),
    budgetLeftMinutes: toFigureOrNull(budget?.minutesRemaining ?? null),
    revision: evidence.revision,
  };
}

function toBill(bill: StoredBill | null, terms: WindowTerms | null): AlertBill | null {
  if (bill === null) return null;
  if (bill.kind === "plain") {
    const [from, to] = [isoOfMinute(minuteOfMs(bill.fromMs)), isoOfMinute(minuteOfMs(bill.toMs))];
    return { from, to, bad: null, total: null, spent: null, budgetLeft: null, budgetLeftMinutes: null, missingMinutes: 0 };
  }
  const budget = terms === null ? null : budgetAt(terms, bill.window, bill.to);
  return {
    from: isoOfMinute(bill.from),
    to: isoOfMinute(bill.to),
    bad: toCount(badOf(bill.during)),
    total: toCount(BigInt(bill.during.total)),
    spent: budget === null ? null : toFigureOrNull(shareOf(badOf(bill.during), budget)),
    budgetLeft: toFigureOrNull(budget?.remainingFraction ?? null),
    budgetLeftMinutes: toFigureOrNull(budget?.minutesRemaining ?? null),
    missingMinutes: bill.missingMinutes,
  };
}

const counted = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

function reasonOf(evidence: StoredEvidence): string | null {
  switch (evidence.kind) {
    case "burn":
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
  return { objective: objective === null ? null : { ...objective, deleted: !objectiveExists }, source };
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
    evidence: toEvidence(alert.evidence, subject.objective, openedAt),
    bill: toBill(alert.bill, subject.objective),
    told: alert.told,
    mutedUntil: mutedUntilMs === null ? null : new Date(mutedUntilMs).toISOString(),
  };
}
