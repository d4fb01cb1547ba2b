import {
  type CompiledRule,
  compileRule,
  defaultPolicy,
  definitionTerms,
  errorBudgetRatio,
  type Fraction,
  isZone,
  massScale,
  type ObjectiveTerms,
  policyWindows,
  rulesForMethod,
  type TermsDefinition,
} from "@solvent/domain";
import type { JudgedTerms, PlannedObjective, PlanReader } from "./plan.ts";

/** The rules of a definition, ready for many evaluations. */
export interface CompiledPolicy {
  readonly terms: ObjectiveTerms;
  readonly rules: readonly CompiledRule[];
  /** Every window length that the rules look at, ascending. */
  readonly windows: readonly number[];
  /** b of the objective. */
  readonly budgetRatio: Fraction;
}

export interface RuleBook {
  /** Learns the present revisions and forgets objectives that are gone. */
  refresh(objectives: readonly PlannedObjective[]): Promise<void>;
  /** Null when the revision vanished between the plan and the question, or its terms cannot be judged. */
  policyOf(objective: PlannedObjective): CompiledPolicy | null;
  /** The longest window that any rule looks at; 0 while there is none. */
  longestWindow(): number;
}

/** The default policy of a definition, as its method evaluates it. Throws for terms that cannot be judged. */
export function compilePolicy(definition: TermsDefinition): CompiledPolicy {
  const terms = definitionTerms(definition);
  const { window } = terms;
  if (window.kind === "calendar" && !isZone(window.zone)) throw new RangeError(`unknown time zone: ${JSON.stringify(window.zone)}`);
  const rules = rulesForMethod(defaultPolicy(terms), terms);
  const budgetRatio = errorBudgetRatio(terms);
  const scale = massScale(terms);
  return { terms, rules: rules.map((rule) => compileRule(rule, budgetRatio, scale)), windows: policyWindows(rules), budgetRatio };
}

interface Entry {
  readonly revision: number;
  readonly policy: CompiledPolicy | null;
}

/**
 * Policies per objective revision. Terms are read once per revision, and compiled once for all that are the same, of which a company
 * uses few.
 */
export function makeRuleBook(deps: { readonly plans: PlanReader; readonly onError: (error: unknown) => void }): RuleBook {
  let entries = new Map<string, Entry>();
  const compiled = new Map<string, CompiledPolicy | null>();

  function policyFor({ objectiveId, revision, terms }: JudgedTerms): CompiledPolicy | null {
    if (terms === null) {
      deps.onError(new Error(`revision ${revision} of objective ${objectiveId} cannot be read`));
      return null;
    }
    const { targetPercent, window, method, slices, sloStart } = terms;
    const key = JSON.stringify([targetPercent, window, method, slices, sloStart]);
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

  const longestWindow = (): number =>
    [...entries.values()].reduce((longest, { policy }) => Math.max(longest, policy?.windows.at(-1) ?? 0), 0);

  return { refresh, policyOf, longestWindow };
}
