import type { AlertRule } from "./alert-policy.ts";
import { isJudgeable } from "./burn-rate.ts";
import { type Fraction, fractionOfNumber } from "./fraction.ts";
import type { WindowCounts } from "./window-counts.ts";

/** True: over; false: not; null: the window cannot be judged (`isJudgeable`). */
export type Verdict = boolean | null;

/** A rule bound to a budget and a scale, with everything that does not change from minute to minute multiplied out. */
export interface CompiledRule {
  readonly rule: AlertRule;
  /** The condition of slo-math 6. Null when either window cannot be judged. */
  condition(long: WindowCounts, short: WindowCounts): Verdict;
  /** Long window: burn at the factor or more, and the excess guard satisfied. */
  longOver(long: WindowCounts): Verdict;
  /** Short window: burn at the factor or more. */
  shortOver(short: WindowCounts): Verdict;
}

/**
 * Prepares a rule, as `rulesForMethod` gives it, for many evaluations. `scale`: units per event of bad and mass; for slices it does not
 * matter, since their rules have no guard. All comparisons are integer cross-multiplications:
 * burn:  bad·bDen·fDen·counted ≥ fNum·bNum·mass·minutes
 * guard: bad·bDen·fDen·kDen ≥ fNum·bNum·kDen·mass + kNum·bDen·fDen·scale
 */
export function compileRule(rule: AlertRule, budgetRatio: Fraction, scale: number): CompiledRule {
  const excess = fractionOfNumber(rule.minExcess);
  const badWeight = budgetRatio.den * rule.factor.den;
  const massWeight = rule.factor.num * budgetRatio.num;
  const guardBadWeight = badWeight * excess.den;
  const guardMassWeight = massWeight * excess.den;
  const guardFloor = excess.num * badWeight * BigInt(scale);

  const burns = ({ bad, mass, counted, minutes }: WindowCounts): boolean =>
    bad > 0n && bad * badWeight * BigInt(counted) >= massWeight * mass * BigInt(minutes);
  const passesGuard = ({ bad, mass }: WindowCounts): boolean => bad * guardBadWeight >= guardMassWeight * mass + guardFloor;
  const judge = (counts: WindowCounts, over: boolean): Verdict => (isJudgeable(counts) ? over : null);

  const shortOver = (short: WindowCounts): Verdict => judge(short, burns(short));
  const longOver = (long: WindowCounts): Verdict => judge(long, burns(long) && passesGuard(long));
  const condition = (long: WindowCounts, short: WindowCounts): Verdict => {
    const shortVerdict = shortOver(short);
    const longVerdict = longOver(long);
    return shortVerdict === null || longVerdict === null ? null : shortVerdict && longVerdict;
  };
  return { rule, condition, longOver, shortOver };
}

export interface RuleConditionInput {
  readonly rule: AlertRule;
  readonly long: WindowCounts;
  readonly short: WindowCounts;
  /** b of the objective. */
  readonly budget: Fraction;
  readonly scale: number;
}

/** The condition of one rule, once; `compileRule` is for many evaluations. */
export const ruleCondition = ({ rule, long, short, budget, scale }: RuleConditionInput): Verdict =>
  compileRule(rule, budget, scale).condition(long, short);
