import {
  type AlertPolicyDefinition,
  type CompiledRule,
  compileRule,
  conditionReach,
  definitionTerms,
  errorBudgetRatio,
  type Fraction,
  isZone,
  massScale,
  nominalMinutes,
  type ObjectiveTerms,
  policyWindows,
  type ResolvedCondition,
  resolvePolicy,
  rulesForMethod,
  type TermsDefinition,
} from "@solvent/domain";
import type { JudgedTerms, PlannedObjective, PlanReader } from "./plan.ts";

/** How many minutes before and after an evaluation anything is looked at. */
export interface Reach {
  readonly back: number;
  readonly ahead: number;
}

/** The rules and conditions of a definition, ready for many evaluations. */
export interface CompiledPolicy {
  readonly terms: ObjectiveTerms;
  readonly rules: readonly CompiledRule[];
  /** Every window length that the rules look at, ascending. */
  readonly windows: readonly number[];
  /** What is looked for besides burn rules; for most objectives nothing. */
  readonly conditions: readonly ResolvedCondition[];
  readonly reach: Reach;
  /** b of the objective. */
  readonly budgetRatio: Fraction;
}

export interface RuleBook {
  /** Learns the present revisions and forgets objectives that are gone. */
  refresh(objectives: readonly PlannedObjective[]): Promise<void>;
  /** Null when the revision vanished between the plan and the question, or its terms cannot be judged. */
  policyOf(objective: PlannedObjective): CompiledPolicy | null;
  /** How far any rule or condition looks; nowhere while there is none. */
  reach(): Reach;
}

/** A calendar period is a little longer than its nominal length when a month has 31 days, or a clock is set back. */
const longestPeriod = ({ window }: ObjectiveTerms): number =>
  window.kind === "rolling" ? window.minutes : Math.ceil((nominalMinutes(window) * 16) / 15);

/** The budget of a calendar period with planned slices depends on what is going to be excluded. */
function reachOf(terms: ObjectiveTerms, windows: readonly number[], conditions: readonly ResolvedCondition[]): Reach {
  const period = longestPeriod(terms);
  const reaches = conditions.map(({ condition }) => conditionReach(condition, period));
  const isPlanned = terms.slices !== null && terms.window.kind === "calendar";
  return { back: Math.max(0, ...windows, ...reaches), ahead: isPlanned && conditions.length > 0 ? period : 0 };
}

/** The policies of a definition, or the default one, as its method evaluates them. Throws for terms and policies that cannot be judged. */
export function compilePolicy(definition: TermsDefinition, policies: readonly AlertPolicyDefinition[]): CompiledPolicy {
  const terms = definitionTerms(definition);
  const { window } = terms;
  if (window.kind === "calendar" && !isZone(window.zone)) throw new RangeError(`unknown time zone: ${JSON.stringify(window.zone)}`);
  const resolved = resolvePolicy(policies, terms);
  const rules = rulesForMethod(resolved.rules, terms);
  const budgetRatio = errorBudgetRatio(terms);
  const scale = massScale(terms);
  const { conditions } = resolved;
  const windows = policyWindows(rules);
  return {
    terms,
    rules: rules.map((rule) => compileRule(rule, budgetRatio, scale)),
    windows,
    conditions,
    reach: reachOf(terms, windows, conditions),
    budgetRatio,
  };
}

interface Entry {
  readonly revision: number;
  readonly policyStamp: string;
  readonly policy: CompiledPolicy | null;
}

const isOf = (entry: Entry | undefined, { revision, policyStamp }: PlannedObjective): boolean =>
  entry !== undefined && entry.revision === revision && entry.policyStamp === policyStamp;

/**
 * Policies per objective revision. Terms are read once per revision and change of a policy, and compiled once for all that are the same,
 * of which a company uses few.
 */
export function makeRuleBook(deps: { readonly plans: PlanReader; readonly onError: (error: unknown) => void }): RuleBook {
  let entries = new Map<string, Entry>();
  const compiled = new Map<string, CompiledPolicy | null>();

  function policyFor({ objectiveId, revision, terms, policies, policyStamp }: JudgedTerms): CompiledPolicy | null {
    if (terms === null) {
      deps.onError(new Error(`revision ${revision} of objective ${objectiveId} cannot be read`));
      return null;
    }
    const { targetPercent, window, method, slices, sloStart } = terms;
    const key = JSON.stringify([targetPercent, window, method, slices, sloStart, policyStamp]);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    let policy: CompiledPolicy | null = null;
    try {
      policy = compilePolicy(terms, policies);
    } catch (error) {
      // One definition that cannot be judged must not stop the others.
      deps.onError(error);
    }
    compiled.set(key, policy);
    return policy;
  }

  const toEntry = (terms: JudgedTerms): Entry => ({ revision: terms.revision, policyStamp: terms.policyStamp, policy: policyFor(terms) });

  async function refresh(objectives: readonly PlannedObjective[]): Promise<void> {
    const changed = objectives.filter((objective) => !isOf(entries.get(objective.objectiveId), objective));
    const terms = changed.length === 0 ? [] : await deps.plans.terms(changed);
    const learned = new Map(terms.map((each) => [each.objectiveId, toEntry(each)]));
    entries = new Map(
      objectives.flatMap(({ objectiveId }): [string, Entry][] => {
        const entry = learned.get(objectiveId) ?? entries.get(objectiveId);
        return entry === undefined ? [] : [[objectiveId, entry]];
      }),
    );
  }

  function policyOf(objective: PlannedObjective): CompiledPolicy | null {
    const entry = entries.get(objective.objectiveId);
    return entry !== undefined && entry.revision === objective.revision ? entry.policy : null;
  }

  const reach = (): Reach =>
    [...entries.values()].reduce(
      (furthest, { policy }) => ({
        back: Math.max(furthest.back, policy?.reach.back ?? 0),
        ahead: Math.max(furthest.ahead, policy?.reach.ahead ?? 0),
      }),
      { back: 0, ahead: 0 },
    );

  return { refresh, policyOf, reach };
}
