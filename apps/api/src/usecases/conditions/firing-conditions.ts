import type { AlertSeverity, ResolvedCondition } from "@solvent/domain";
import type { FiringRule } from "../status/objective-directory.ts";
import { conditionKey } from "./condition-key.ts";

export interface FiringCondition {
  /** `policy/condition` */
  readonly name: string;
  readonly severity: AlertSeverity;
  readonly firingSince: number;
}

/** Conditions that the tick holds as firing. */
export const firingConditions = (firing: readonly FiringRule[], conditions: readonly ResolvedCondition[]): readonly FiringCondition[] =>
  conditions.flatMap(({ name, condition }) => {
    const state = firing.find(({ rule }) => rule === conditionKey(condition.kind, name));
    return state === undefined ? [] : [{ name, severity: condition.severity, firingSince: state.firingSince }];
  });
