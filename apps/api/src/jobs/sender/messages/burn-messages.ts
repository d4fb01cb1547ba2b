import type { BurnFired, BurnResolved, Exhaustion } from "@solvent/notifiers";
import type { BurnEvidence } from "../../../usecases/alert/alert-record.ts";
import { budgetCoverageAt, budgetLeftAt, readFraction } from "../../../usecases/alert/stored-figures.ts";
import type { ClaimedItem } from "../outbox-store.ts";
import { baseOf, type MessageContext, objectiveOf } from "./message-context.ts";
import { amountsOf, shareOfBudget, storedTermsOf } from "./stored-figures.ts";

export interface BurnItem extends ClaimedItem {
  readonly evidence: BurnEvidence;
}

export function burnFired(claimed: BurnItem, context: MessageContext, exhaustion: Exhaustion): BurnFired {
  const { alert, evidence } = claimed;
  const burned = evidence.sinceOnset ?? evidence.long;
  const terms = storedTermsOf(alert.subject);
  const { bad, total } = amountsOf(terms, burned);
  const budget = budgetLeftAt(terms, evidence.window, alert.openedAt);
  return {
    ...baseOf(claimed, context),
    kind: "burn-fired",
    severity: alert.severity,
    objective: objectiveOf(alert, context),
    rule: {
      name: evidence.rule,
      longMinutes: evidence.longMinutes,
      shortMinutes: evidence.shortMinutes,
      factor: readFraction(evidence.factor),
      burnLong: readFraction(evidence.burnLong),
      burnShort: readFraction(evidence.burnShort),
    },
    budget,
    coverage: budgetCoverageAt(terms, evidence.window, alert.openedAt),
    spent: shareOfBudget(terms, burned, { window: evidence.window, at: alert.openedAt }),
    // Worked out later than the rest, when more may have been read: when a budget that is not known is gone is not known either.
    exhaustion: budget === null ? { kind: "unknown" } : exhaustion,
    onset: alert.onset,
    since: alert.openedAt,
    bad,
    total,
    spark: evidence.spark,
    knownOfLastHour: evidence.lastHour.counted,
    escalatedFromTicketSince: alert.severity === "page" ? evidence.ticketSince : null,
    generatedUntil: alert.generatedUntil,
  };
}

/** Without a bill, as after the objective was deleted, nothing is said about what it cost. */
export function burnResolved(claimed: BurnItem, context: MessageContext): BurnResolved {
  const { alert, item } = claimed;
  const terms = storedTermsOf(alert.subject);
  const to = alert.closedAt ?? alert.openedAt;
  const bill = alert.bill?.kind === "burn" ? alert.bill : null;
  const cost = bill === null ? null : amountsOf(terms, bill.during);
  return {
    ...baseOf(claimed, context),
    kind: "burn-resolved",
    severity: alert.severity,
    objective: objectiveOf(alert, context),
    from: bill?.from ?? alert.onset ?? alert.openedAt,
    to: bill?.to ?? to,
    reason: alert.closeReason ?? "resolved",
    spent: bill === null ? null : shareOfBudget(terms, bill.during, { window: bill.window, at: bill.to }),
    bad: cost?.bad ?? null,
    total: cost?.total ?? null,
    budget: bill === null ? null : budgetLeftAt(terms, bill.window, bill.to),
    coverage: bill === null ? null : budgetCoverageAt(terms, bill.window, bill.to),
    missingMinutes: bill?.missingMinutes ?? 0,
    firstNotice: item.firstNotice,
    ticketOpenSince: bill?.ticketSince ?? null,
  };
}
