import type { AlertSeverity } from "./alert-policy.ts";
import type { BurnWord } from "./burn-word.ts";
import type { Fraction } from "./fraction.ts";
import { lowEvidence } from "./low-traffic.ts";

/** Whether the promise is kept, in the order of judgement. */
export const OBJECTIVE_STATES = ["paused", "no-data", "provisional", "low-evidence", "exhausted", "at-risk", "on-target"] as const;
export type ObjectiveState = (typeof OBJECTIVE_STATES)[number];

/** A source that has been silent for longer than this has no data. */
export const NO_DATA_AFTER_MINUTES = 10;

export interface ObjectiveFacts {
  readonly paused: boolean;
  /** Minutes from the watermark to now. */
  readonly watermarkAgeMinutes: number;
  /** Consecutive missing minutes just before the watermark: it moves on without waiting for a source. */
  readonly trailingMissingMinutes: number;
  readonly backfilling: boolean;
  /** The stream covers the whole window, and the objective is not younger than it. */
  readonly windowCovered: boolean;
  /** Bad events allowed within the window, b·N. */
  readonly allowed: Fraction;
  /** Bad events left; negative when overspent. */
  readonly remaining: Fraction;
  readonly rules: readonly { readonly rule: { readonly severity: AlertSeverity }; readonly word: BurnWord }[];
}

/** State of an objective. What is not known is judged before the budget. */
export function objectiveState(facts: ObjectiveFacts): ObjectiveState {
  if (facts.paused) return "paused";
  if (facts.watermarkAgeMinutes + facts.trailingMissingMinutes > NO_DATA_AFTER_MINUTES) return "no-data";
  if (facts.backfilling || !facts.windowCovered) return "provisional";
  if (lowEvidence(facts.allowed)) return "low-evidence";
  if (facts.remaining.num < 0n) return "exhausted";
  const atRisk = facts.rules.some(({ rule, word }) => word === "breached" || (word === "increasing" && rule.severity === "page"));
  return atRisk ? "at-risk" : "on-target";
}
