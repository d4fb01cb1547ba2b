import {
  COUNT_SCALE,
  type CompiledRule,
  compileRule,
  defaultPolicy,
  errorBudgetRatio,
  type Fraction,
  objectiveTerms,
  policyWindows,
} from "@solvent/domain";
import type { JudgedTerms, PlannedObjective, PlanReader } from "./plan.ts";

/** The rules of a definition, ready for many evaluations. */
export interface CompiledPolicy {
  readonly rules: readonly CompiledRule[];
  /** Every window length that the rules look at, ascending. */
  readonly windows: readonly number[];
  readonly windowMinutes: number;
  /** b of the objective. */
  readonly budgetRatio: Fraction;
}

export interface RuleBook {
  /** Learns the present revisions and forgets objectives that are gone. */
  refresh(objectives: readonly PlannedObjective[]): Promise<void>;
  /** Null when the revision vanished between the plan and the question, or its terms cannot be judged. */
  policyOf(objective: PlannedObjective): CompiledPolicy | null;
}

/** The default policy of a target and a window. Throws for terms that cannot be judged. */
export function compilePolicy(terms: Pick<JudgedTerms, "targetPercent" | "windowMinutes">): CompiledPolicy {
  const exact = objectiveTerms(terms.targetPercent, terms.windowMinutes);
  const rules = defaultPolicy(exact);
  const budgetRatio = errorBudgetRatio(exact);
  return {
    rules: rules.map((rule) => compileRule(rule, budgetRatio, COUNT_SCALE)),
    windows: policyWindows(rules),
    windowMinutes: terms.windowMinutes,
    budgetRatio,
  };
}

interface Entry {
  readonly revision: number;
  readonly policy: CompiledPolicy | null;
}

/**
 * Policies per objective revision. Terms are read once per revision, and compiled once per pair of target and window, of which
 * a company uses few.
 */
export function makeRuleBook(deps: { readonly plans: PlanReader; readonly onError: (error: unknown) => void }): RuleBook {
  let entries = new Map<string, Entry>();
  const compiled = new Map<string, CompiledPolicy | null>();

  function policyFor(terms: JudgedTerms): CompiledPolicy | null {
    const key = `${terms.targetPercent}|${terms.windowMinutes}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    let policy: CompiledPolicy | null = null;
    try {
      policy = compilePolicy(terms);
    } catch (error) {
      // One definition that cannot be judged must not stop the others.
      deps.onError(error);
    }
    compiled.set(key, policy);
    return policy;
  }

  async function refresh(objectives: readonly PlannedObjective[]): Promise<void> {
    const changed = objectives.filter(({ objectiveId, revision }) => entries.get(objectiveId)?.revision !== revision);
    const terms = changed.length === 0 ? [] : await deps.plans.terms(changed);
    const learned = new Map(terms.map((each) => [each.objectiveId, { revision: each.revision, policy: policyFor(each) }]));
    entries = new Map(
      objectives.flatMap(({ objectiveId }): [string, Entry][] => {
        const entry = learned.get(objectiveId) ?? entries.get(objectiveId);
        return entry === undefined ? [] : [[objectiveId, entry]];
      }),
    );
  }

  function policyOf({ objectiveId, revision }: PlannedObjective): CompiledPolicy | null {
    const entry = entries.get(objectiveId);
    return entry?.revision === revision ? entry.policy : null;
  }
  return { refresh, policyOf };
}
