import type { Adjustment, AlertRule, AlertSeverity, BudgetCondition, ConditionReading, Minute, WindowCounts } from "@solvent/domain";
import type { PlannedObjective } from "../tick/plan.ts";
import type { CompiledPolicy } from "../tick/rule-book.ts";

/** Counts of the last so many minutes before the evaluation; null for a stream that is gone. */
export type CountsOf = (minutes: number) => WindowCounts | null;

/** A burn rule that fired or resolved at this evaluation. */
export interface BurnMove {
  readonly objective: PlannedObjective;
  readonly severity: AlertSeverity;
  readonly ruleName: string;
  /** Null: the present revision has no such rule any more. */
  readonly rule: AlertRule | null;
  readonly to: "firing" | "resolved";
}

/** An objective whose rules moved, with what is needed to say why. */
export interface MovedObjective {
  readonly objective: PlannedObjective;
  readonly policy: CompiledPolicy;
  readonly countsOf: CountsOf;
  readonly moves: readonly BurnMove[];
  /** Severities of which some rule fires after this evaluation. */
  readonly firing: ReadonlySet<AlertSeverity>;
}

/** A condition beyond burn rules that fired or resolved at this evaluation. */
export interface ConditionMove {
  readonly objective: PlannedObjective;
  readonly policy: CompiledPolicy;
  /** Of everything that its budget is made of, and of what is left of its period. */
  readonly adjustments: readonly Adjustment[];
  readonly at: Minute;
  /** `policy/condition` */
  readonly name: string;
  readonly kind: BudgetCondition["kind"];
  /** Null, as is the reading: no present policy has it any more. */
  readonly condition: BudgetCondition | null;
  readonly reading: ConditionReading | null;
  readonly to: "firing" | "resolved";
}

/** The silence of an objective began or ended, so far as nobody else accounts for it. */
export interface SilenceMove {
  readonly objective: PlannedObjective;
  readonly to: "firing" | "resolved";
  /** When it began; for an end, when it had fired. */
  readonly since: Minute;
  /** A MissingReason. */
  readonly reason: string;
}

/** Everything that changed for the alerts of one evaluation minute. */
export interface Evaluation {
  readonly minute: Minute;
  readonly burns: readonly MovedObjective[];
  readonly conditions: readonly ConditionMove[];
  readonly silences: readonly SilenceMove[];
  /** Objectives with a firing burn rule: blind or not. */
  readonly watched: readonly { readonly objectiveId: string; readonly blindSince: Minute | null }[];
}
