import type { AlertRule } from "./alert-policy.ts";
import { type Fraction, fractionOfNumber } from "./fraction.ts";
import type { WindowCounts } from "./window-counts.ts";

/** True: over; false: not; null: nothing of the window is known or excluded. */
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
 * Prepares a rule for many evaluations. `scale`: units per event of the counts. All comparisons are integer cross-multiplications:
 * burn:  bad·bDen·fDen·counted ≥ fNum·bNum·total·minutes
 * guard: bad·bDen·fDen·kDen ≥ fNum·bNum·kDen·total + kNum·bDen·fDen·scale
 */
export function compileRule(rule: AlertRule, budgetRatio: Fraction, scale: number): CompiledRule {
  const excess = fractionOfNumber(rule.minExcess);
  const badWeight = budgetRatio.den * rule.factor.den;
  const totalWeight = rule.factor.num * budgetRatio.num;
  const guardBadWeight = badWeight * excess.den;
  const guardTotalWeight = totalWeight * excess.den;
  const guardFloor = excess.num * badWeight * BigInt(scale);

  const burns = ({ good, total, counted, minutes }: WindowCounts): boolean => {
    const bad = total - good;
    return bad > 0n && bad * badWeight * BigInt(counted) >= totalWeight * total * BigInt(minutes);
  };
  const passesGuard = ({ good, total }: WindowCounts): boolean => (total - good) * guardBadWeight >= guardTotalWeight * total + guardFloor;
  const judge = (counts: WindowCounts, over: boolean): Verdict => (counts.counted + counts.excluded === 0 ? null : over);

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
