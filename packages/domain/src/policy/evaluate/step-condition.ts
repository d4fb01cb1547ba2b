import { lookbackOf } from "../../forecast.ts";
import { MINUTES_PER_HOUR } from "../../minute.ts";
import type { MinuteInterval } from "../../window-counts.ts";
import type { BudgetCondition } from "../policy-definition.ts";
import { stepBudgetConsumed } from "./budget-consumed.ts";
import { dropInterval, stepBudgetDrop } from "./budget-drop.ts";
import { budgetInterval } from "./condition-budget.ts";
import type { ConditionStep, ConditionSubject, ReadSoFar } from "./condition-reading.ts";
import { silentInterval, stepNoTraffic, USUAL_TRAFFIC_MINUTES } from "./no-traffic.ts";
import { stepTimeToExhaustion } from "./time-to-exhaustion.ts";

/**
 * Judges a condition with what was read so far, or says what is needed to go on. Ask again with that read: after at most four rounds it is done.
 * Throws RangeError for figures that cannot be read.
 */
export function stepCondition(condition: BudgetCondition, subject: ConditionSubject, read: ReadSoFar): ConditionStep {
  switch (condition.kind) {
    case "budget-consumed":
      return stepBudgetConsumed(condition, subject, read);
    case "budget-drop":
      return stepBudgetDrop(condition, subject, read);
    case "time-to-exhaustion":
      return stepTimeToExhaustion(condition, subject, read);
    case "no-traffic":
      return stepNoTraffic(condition, subject, read);
  }
}

/** Evaluations that are false after which a condition is over. A consumed budget has its rearming distance instead. */
export const resolveAfterOf = (condition: BudgetCondition): number => (condition.kind === "budget-consumed" ? 1 : condition.resolveAfter);

/** The stretch that a condition is about: what was consumed, spent or silent in it made it fire. Null where nothing of it counts yet. */
export function conditionStretch(condition: BudgetCondition, subject: ConditionSubject): MinuteInterval | null {
  switch (condition.kind) {
    case "budget-consumed":
      return budgetInterval(subject);
    case "budget-drop":
      return dropInterval(condition, subject);
    case "time-to-exhaustion":
      return lookbackOf({ ...subject, lookbackMinutes: condition.lookbackMinutes });
    case "no-traffic":
      return silentInterval(condition, subject);
  }
}

/** How many minutes before an evaluation a condition looks at, at most. `windowMinutes`: of the objective, the longest that its window can be. */
export function conditionReach(condition: BudgetCondition, windowMinutes: number): number {
  switch (condition.kind) {
    case "budget-consumed":
      return windowMinutes;
    case "budget-drop":
      return Math.max(windowMinutes, condition.withinMinutes + MINUTES_PER_HOUR);
    case "time-to-exhaustion":
      return Math.max(windowMinutes, condition.lookbackMinutes + MINUTES_PER_HOUR);
    case "no-traffic":
      return Math.max(USUAL_TRAFFIC_MINUTES, condition.forMinutes);
  }
}
