import type { BacktestInput, FieldProblem, RuleInput } from "@solvent/api-contract";
import {
  type AlertRule,
  divideFractions,
  type Fraction,
  factorFromBudgetShare,
  fraction,
  type ObjectiveTerms,
  parseDecimal,
  type RuleFinding,
  rulesForMethod,
  validateRule,
} from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";

/** A set of rules to replay, as they are written. */
export interface TriedPolicy {
  readonly name: string;
  readonly rules: readonly AlertRule[];
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
function readRules(
  rules: readonly RuleInput[],
  terms: ObjectiveTerms,
  { path, problems }: { path: string; problems: FieldProblem[] },
): AlertRule[] {
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

/** What policies are read for: the terms that are tried, and what rules the objective has with them. */
interface RuleBasis {
  readonly terms: ObjectiveTerms;
  readonly present: readonly AlertRule[];
}

/** The policies to replay; one without rules of its own has the present ones. Throws `request.invalid`. */
export function readPolicies(policies: BacktestInput["policies"], { terms, present }: RuleBasis): readonly TriedPolicy[] {
  const problems: FieldProblem[] = [];
  const read = policies.map(({ name, rules }, index): TriedPolicy => {
    const path = `policies[${index}]`;
    if (isTaken(policies, index)) problems.push({ path: `${path}.name`, message: "another policy has this name" });
    return { name, rules: rules === null ? present : readRules(rules, terms, { path, problems }) };
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

/** What a person should know about the rules before trusting them, with windows as the method evaluates them. */
export const warningsOf = ({ rules }: TriedPolicy, terms: ObjectiveTerms, traffic: ReplayedTraffic): readonly RuleWarning[] =>
  rulesForMethod(rules, terms).flatMap((rule) =>
    validateRule(rule, terms, eventsIn(rule.longMinutes, traffic, terms)).warnings.map(({ code, message }: RuleFinding) => ({
      rule: rule.name,
      code,
      message,
    })),
  );
