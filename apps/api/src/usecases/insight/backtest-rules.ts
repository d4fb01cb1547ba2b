import type { BacktestInput, FieldProblem, RuleInput } from "@solvent/api-contract";
import {
  type AlertPolicyDefinition,
  type AlertRule,
  checkCondition,
  divideFractions,
  type Fraction,
  factorFromBudgetShare,
  fraction,
  type ObjectiveTerms,
  parseDecimal,
  type ResolvedPolicy,
  type RuleFinding,
  resolvePolicy,
  rulesForMethod,
  validateRule,
} from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";

/** A set of rules to replay, as they are written. */
export interface TriedPolicy extends ResolvedPolicy {
  readonly name: string;
}

export interface RuleWarning {
  readonly rule: string;
  readonly code: string;
  readonly message: string;
}

/** Not valid in one field; the path is below the rule. */
class FieldError extends Error {
  override readonly name = "FieldError";
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

function decimal(text: string, path: string): Fraction {
  try {
    return parseDecimal(text);
  } catch {
    throw new FieldError(path, `must be a decimal number such as 14.4, not ${JSON.stringify(text)}`);
  }
}

const HUNDRED = fraction(100n);

/** The factor as it is written, or from the share of the budget that it stands for. Throws FieldError. */
function factorOf({ factor, budgetPercent, longMinutes }: RuleInput, terms: ObjectiveTerms): Pick<AlertRule, "factor" | "budgetShare"> {
  if ((factor === undefined) === (budgetPercent === undefined)) {
    throw new FieldError("factor", "give either a factor or budgetPercent");
  }
  if (budgetPercent === undefined) return { factor: decimal(factor ?? "", "factor"), budgetShare: null };
  const budgetShare = divideFractions(decimal(budgetPercent, "budgetPercent"), HUNDRED);
  if (budgetShare.num <= 0n) throw new FieldError("budgetPercent", "must be above 0");
  return { factor: factorFromBudgetShare(budgetShare, terms.windowMinutes, longMinutes), budgetShare };
}

/** Throws FieldError. */
function toRule(input: RuleInput, terms: ObjectiveTerms): AlertRule {
  const { name, severity, longMinutes, shortMinutes, minExcess, resolveAfter } = input;
  const rule: AlertRule = { name, severity, longMinutes, shortMinutes, minExcess, resolveAfter, ...factorOf(input, terms) };
  const [problem] = validateRule(rule, terms).problems;
  if (problem === undefined) return rule;
  throw new FieldError(problem.field, problem.message);
}

/** A name that came before. */
const isTaken = (list: readonly { readonly name: string }[], index: number): boolean =>
  list.slice(0, index).some(({ name }) => name === list[index]?.name);

/** Rules of one policy; what is wrong is added to `problems`. */
function readRules(rules: readonly RuleInput[], terms: ObjectiveTerms, { path, problems }: Place): AlertRule[] {
  return rules.flatMap((input, index) => {
    const at = `${path}.rules[${index}]`;
    if (isTaken(rules, index)) problems.push({ path: `${at}.name`, message: "another rule of the policy has this name" });
    try {
      return [toRule(input, terms)];
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      problems.push({ path: `${at}.${error.path}`, message: error.message });
      return [];
    }
  });
}

/** What policies are read for: the terms that are tried, what the objective has with them, and the saved policies that are named. */
interface PolicyBasis {
  readonly terms: ObjectiveTerms;
  readonly present: ResolvedPolicy;
  readonly saved: ReadonlyMap<string, AlertPolicyDefinition>;
}

interface Place {
  readonly path: string;
  readonly problems: FieldProblem[];
}

const NOTHING: ResolvedPolicy = { rules: [], conditions: [] };

function readSaved(name: string, { terms, saved }: PolicyBasis, { path, problems }: Place): ResolvedPolicy {
  const definition = saved.get(name);
  if (definition !== undefined) return resolvePolicy([definition], terms);
  problems.push({ path: `${path}.policy`, message: `there is no alert policy "${name}"` });
  return NOTHING;
}

function readOne({ rules, policy }: BacktestInput["policies"][number], basis: PolicyBasis, place: Place): ResolvedPolicy {
  if (rules === null) return policy === undefined ? basis.present : readSaved(policy, basis, place);
  if (policy === undefined) return { rules: readRules(rules, basis.terms, place), conditions: [] };
  place.problems.push({ path: `${place.path}.rules`, message: "must be null beside a saved policy" });
  return NOTHING;
}

/** The policies to replay; one without rules of its own is a saved one, or what the objective has. Throws `request.invalid`. */
export function readPolicies(policies: BacktestInput["policies"], basis: PolicyBasis): readonly TriedPolicy[] {
  const problems: FieldProblem[] = [];
  const read = policies.map((policy, index): TriedPolicy => {
    const path = `policies[${index}]`;
    if (isTaken(policies, index)) problems.push({ path: `${path}.name`, message: "another policy has this name" });
    return { name: policy.name, ...readOne(policy, basis, { path, problems }) };
  });
  if (problems.length > 0) throw invalidRequest(problems);
  return read;
}

/** Traffic of the replayed stretch: what rules that never fire are recognised by. */
export interface ReplayedTraffic {
  /** Events. */
  readonly events: Fraction;
  /** Minutes that the events are of. */
  readonly counted: number;
}

/** Whole events to expect in a window; null where nothing is known, or the method counts slices. */
function eventsIn(minutes: number, { events, counted }: ReplayedTraffic, { slices }: ObjectiveTerms): number | null {
  if (slices !== null || counted === 0) return null;
  return Number((events.num * BigInt(minutes)) / (events.den * BigInt(counted)));
}

/** Of burn rules, with windows as the method evaluates them. */
const ruleWarnings = ({ rules }: TriedPolicy, terms: ObjectiveTerms, traffic: ReplayedTraffic): readonly RuleWarning[] =>
  rulesForMethod(rules, terms).flatMap((rule) =>
    validateRule(rule, terms, eventsIn(rule.longMinutes, traffic, terms)).warnings.map(({ code, message }: RuleFinding) => ({
      rule: rule.name,
      code,
      message,
    })),
  );

function conditionWarnings(
  { conditions }: TriedPolicy,
  terms: ObjectiveTerms,
  { events, counted }: ReplayedTraffic,
): readonly RuleWarning[] {
  const eventsPerMinute = counted === 0 ? null : divideFractions(events, fraction(BigInt(counted)));
  return conditions.flatMap(({ name, condition }) =>
    checkCondition(condition, { terms, eventsPerMinute }).map(({ code, message }) => ({ rule: name, code, message })),
  );
}

/** What a person should know about a policy before trusting it. */
export const warningsOf = (policy: TriedPolicy, terms: ObjectiveTerms, traffic: ReplayedTraffic): readonly RuleWarning[] => [
  ...ruleWarnings(policy, terms, traffic),
  ...conditionWarnings(policy, terms, traffic),
];
