import {
  COUNT_SCALE,
  type CompiledRule,
  compileRule,
  defaultPolicy,
  errorBudgetRatio,
  type Fraction,
  NO_DATA_AFTER_MINUTES,
  type ObjectiveTerms,
  objectiveTerms,
  policyWindows,
} from "@solvent/domain";

export const HOUR_MINUTES = 60;
export const DAY_MINUTES = 1440;
/** The burn rates of the objective page. */
export const SHOWN_BURN_MINUTES = [5, HOUR_MINUTES, 6 * HOUR_MINUTES, DAY_MINUTES, 3 * DAY_MINUTES] as const;

/** What follows from a definition alone: exact terms, rules, and every window length that a status needs. */
export interface ObjectivePlan {
  readonly terms: ObjectiveTerms;
  /** 1 - target. */
  readonly budget: Fraction;
  readonly rules: readonly CompiledRule[];
  /** Ascending, without duplicates. */
  readonly windows: readonly number[];
}

function planOf(targetPercent: string, windowMinutes: number): ObjectivePlan {
  const terms = objectiveTerms(targetPercent, windowMinutes);
  const budget = errorBudgetRatio(terms);
  const rules = defaultPolicy(terms);
  const windows = new Set([NO_DATA_AFTER_MINUTES, ...SHOWN_BURN_MINUTES, ...policyWindows(rules), windowMinutes]);
  return {
    terms,
    budget,
    rules: rules.map((rule) => compileRule(rule, budget, COUNT_SCALE)),
    windows: [...windows].sort((a, b) => a - b),
  };
}

export interface PlannedBy {
  readonly targetPercent: string;
  readonly windowMinutes: number;
}

/** Plans depend on target and window only, and a company uses few pairs of them: each is made once. */
export function makePlanner(): (by: PlannedBy) => ObjectivePlan {
  const plans = new Map<string, ObjectivePlan>();
  return ({ targetPercent, windowMinutes }) => {
    const key = `${targetPercent}|${windowMinutes}`;
    const plan = plans.get(key) ?? planOf(targetPercent, windowMinutes);
    plans.set(key, plan);
    return plan;
  };
}
