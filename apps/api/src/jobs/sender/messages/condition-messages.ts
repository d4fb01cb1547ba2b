import { COUNT_SCALE, describeCondition, type Fraction, fraction } from "@solvent/domain";
import type { ConditionFired, ConditionResolved, MessageCondition, MessageStretch } from "@solvent/notifiers";
import type { ConditionEvidence, StoredStretch } from "../../../usecases/alert/alert-record.ts";
import {
  badOf,
  budgetCoverageAt,
  conditionBudgetLeft,
  readFraction,
  type StoredTerms,
  scaleOf,
  termsOf,
} from "../../../usecases/alert/stored-figures.ts";
import type { ClaimedItem } from "../outbox-store.ts";
import { baseOf, type MessageContext, objectiveOf } from "./message-context.ts";
import { storedTermsOf } from "./stored-figures.ts";

export interface ConditionItem extends ClaimedItem {
  readonly evidence: ConditionEvidence;
}

const readOrNull = (text: string | null): Fraction | null => (text === null ? null : readFraction(text));

function conditionOf({ rule, condition, value, limit, usual }: ConditionEvidence, terms: StoredTerms): MessageCondition {
  return {
    kind: condition.kind,
    name: rule,
    sentence: describeCondition(condition, termsOf(terms)),
    value: readOrNull(value),
    limit: readFraction(limit),
    usual: readOrNull(usual),
  };
}

/** Of no traffic the counts are events, whatever the method. */
function stretchOf(stretch: StoredStretch | null, scale: bigint): MessageStretch | null {
  if (stretch === null) return null;
  const { start, end, counts } = stretch;
  return { from: start, to: end, bad: fraction(badOf(counts), scale), total: fraction(BigInt(counts.total), scale) };
}

function conditionFired(claimed: ConditionItem, context: MessageContext): ConditionFired {
  const { alert, evidence } = claimed;
  const terms = storedTermsOf(alert.subject);
  const scale = evidence.condition.kind === "no-traffic" ? BigInt(COUNT_SCALE) : scaleOf(terms);
  return {
    ...baseOf(claimed, context),
    kind: "condition-fired",
    severity: alert.severity,
    objective: objectiveOf(alert, context),
    condition: conditionOf(evidence, terms),
    budget: conditionBudgetLeft(terms, evidence.window, alert.openedAt),
    coverage: budgetCoverageAt(terms, evidence.window, alert.openedAt),
    since: alert.openedAt,
    stretch: stretchOf(evidence.stretch, scale),
    generatedUntil: alert.generatedUntil,
  };
}

/** Without a bill, as after the objective was deleted, nothing is said about what is left. */
function conditionResolved(claimed: ConditionItem, context: MessageContext): ConditionResolved {
  const { alert, evidence, item } = claimed;
  const terms = storedTermsOf(alert.subject);
  const to = alert.closedAt ?? alert.openedAt;
  const window = alert.bill?.kind === "plain" ? alert.bill.window : undefined;
  return {
    ...baseOf(claimed, context),
    kind: "condition-resolved",
    severity: alert.severity,
    objective: objectiveOf(alert, context),
    condition: conditionOf(evidence, terms),
    from: alert.onset ?? alert.openedAt,
    to,
    reason: alert.closeReason ?? "resolved",
    budget: window === undefined ? null : conditionBudgetLeft(terms, window, to),
    coverage: window === undefined ? null : budgetCoverageAt(terms, window, to),
    firstNotice: item.firstNotice,
  };
}

/** That a condition beyond burn rules is met, or over. */
export const conditionMessage = (claimed: ConditionItem, context: MessageContext): ConditionFired | ConditionResolved =>
  claimed.item.says === "fired" ? conditionFired(claimed, context) : conditionResolved(claimed, context);
