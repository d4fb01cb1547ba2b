import { compileRule, type Verdict } from "../alert-condition.ts";
import type { AlertRule } from "../alert-policy.ts";
import { type Fraction, fractionOfNumber } from "../fraction.ts";
import type { Minute } from "../minute.ts";
import { countsWithin, historyScale, type JudgedHistory } from "./judged-history.ts";
import { flagsBetween } from "./running-sum.ts";

/** A rule over a history, at any instant whose windows lie inside it; slices are judged at their closings only. */
export interface ReplayedRule {
  readonly rule: AlertRule;
  /** Whether the condition is true. */
  fires(at: Minute): boolean;
  /** The condition: as `CompiledRule.condition` of the windows' counts. */
  verdict(at: Minute): Verdict;
}

/**
 * How far two products may lie from each other in doubles before their order is certain. Each of them is made of at most five factors
 * and two terms, none negative, each rounded by at most one part in 2^53: together less than one part in 2^49.
 */
const CERTAIN = 1e-12;

/** left ≥ right; null where the doubles are too near to each other, or too large, to tell. */
function surelyAtLeast(left: number, right: number): Verdict {
  if (left > right * (1 + CERTAIN)) return true;
  return left < right * (1 - CERTAIN) ? false : null;
}

/** The factors of `compileRule` as doubles. */
function weightsOf(rule: AlertRule, budgetRatio: Fraction, scale: number) {
  const excess = fractionOfNumber(rule.minExcess);
  const [bad, mass] = [budgetRatio.den * rule.factor.den, rule.factor.num * budgetRatio.num];
  return {
    bad: Number(bad),
    mass: Number(mass),
    guardBad: Number(bad * excess.den),
    guardMass: Number(mass * excess.den),
    guardFloor: Number(excess.num * bad * BigInt(scale)),
  };
}

/**
 * Prepares a rule, as `rulesForMethod` gives it, for a replay. Doubles decide only where their rounding cannot; the rest is decided
 * by `compileRule`.
 */
export function replayedRule(rule: AlertRule, budgetRatio: Fraction, history: JudgedHistory): ReplayedRule {
  const compiled = compileRule(rule, budgetRatio, historyScale(history));
  const weights = weightsOf(rule, budgetRatio, historyScale(history));
  const { bad, mass, counted, excluded, unjudged } = history;

  const burns = (end: number, minutes: number): Verdict => {
    const failed = bad.near(end - minutes, end);
    if (failed === 0) return false;
    const spent = failed * weights.bad * flagsBetween(counted, end - minutes, end);
    return surelyAtLeast(spent, mass.near(end - minutes, end) * weights.mass * minutes);
  };
  const passesGuard = (end: number): Verdict => {
    const failed = bad.near(end - rule.longMinutes, end) * weights.guardBad;
    return surelyAtLeast(failed, mass.near(end - rule.longMinutes, end) * weights.guardMass + weights.guardFloor);
  };
  const exactly = (at: Minute): Verdict => {
    const countsOf = (minutes: number) => countsWithin(history, { start: at - minutes, end: at });
    return compiled.condition(countsOf(rule.longMinutes), countsOf(rule.shortMinutes));
  };
  // A window that burns has counted minutes and mass: it can be judged.
  const fires = (at: Minute): boolean => {
    const end = at - history.start;
    const short = burns(end, rule.shortMinutes);
    if (short === false) return false;
    const long = burns(end, rule.longMinutes);
    if (long === false) return false;
    const guard = passesGuard(end);
    if (guard === false) return false;
    return (short && long && guard) || exactly(at) === true;
  };
  /** As `isJudgeable` says. */
  const judgeable = (end: number, minutes: number): boolean => {
    const first = end - minutes;
    if (flagsBetween(counted, first, end) + flagsBetween(excluded, first, end) === 0) return false;
    return flagsBetween(unjudged, first, end) === 0 || mass.near(first, end) > 0;
  };
  const verdict = (at: Minute): Verdict => {
    const end = at - history.start;
    return judgeable(end, rule.shortMinutes) && judgeable(end, rule.longMinutes) ? fires(at) : null;
  };
  return { rule, fires, verdict };
}
