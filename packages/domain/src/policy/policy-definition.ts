import type { AlertSeverity } from "../alert-policy.ts";

/** What an alert can be about, besides silence: that one every objective has. */
export const CONDITION_KINDS = ["burn", "budget-consumed", "budget-drop", "time-to-exhaustion", "no-traffic"] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

interface ConditionBase {
  /** Unique within the policy. */
  readonly name: string;
  readonly severity: AlertSeverity;
}

/** Both windows burn at the factor or more (slo-math 6). Exactly one of `factor` and `budgetPercent` is set, a decimal string. */
export interface BurnCondition extends ConditionBase {
  readonly kind: "burn";
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly factor: string | null;
  /** The share of the budget that is spent within the long window at the factor, in percent. */
  readonly budgetPercent: string | null;
  readonly minExcess: number;
  readonly resolveAfter: number;
}

/**
 * `percent` of the window's budget or more is consumed. Told once at the crossing; armed again when at least `rearmPercent` points below it,
 * so that a figure that trembles around the limit says nothing twice.
 */
export interface BudgetConsumedCondition extends ConditionBase {
  readonly kind: "budget-consumed";
  readonly percent: string;
  readonly rearmPercent: string;
}

/** `percent` of the window's budget or more was spent within the last `withinMinutes`: gross, whatever came back meanwhile. */
export interface BudgetDropCondition extends ConditionBase {
  readonly kind: "budget-drop";
  readonly percent: string;
  readonly withinMinutes: number;
  readonly resolveAfter: number;
}

/** At the rate of the last `lookbackMinutes` the budget is used up within `withinMinutes`. Judged only while budget is left. */
export interface TimeToExhaustionCondition extends ConditionBase {
  readonly kind: "time-to-exhaustion";
  readonly withinMinutes: number;
  readonly lookbackMinutes: number;
  readonly resolveAfter: number;
}

/**
 * Not one event in the last `forMinutes`, all of them known, where the median of the same hour of the week of the last four weeks is at least
 * `leastPerMinute` events per minute (slo-math 2).
 */
export interface NoTrafficCondition extends ConditionBase {
  readonly kind: "no-traffic";
  readonly forMinutes: number;
  /** A decimal string. */
  readonly leastPerMinute: string;
  readonly resolveAfter: number;
}

export type PolicyCondition =
  | BurnCondition
  | BudgetConsumedCondition
  | BudgetDropCondition
  | TimeToExhaustionCondition
  | NoTrafficCondition;

/** A condition beyond burn rules. */
export type BudgetCondition = Exclude<PolicyCondition, BurnCondition>;

/** A named set of conditions that objectives can be attached to. */
export interface AlertPolicyDefinition {
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly conditions: readonly PolicyCondition[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const MAX_CONDITIONS = 20;
/** Policies of one objective. */
export const MAX_POLICIES = 10;
