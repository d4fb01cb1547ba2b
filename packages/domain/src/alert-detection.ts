import type { AlertRule } from "./alert-policy.ts";
import {
  addFractions,
  compareFractions,
  divideFractions,
  type Fraction,
  fraction,
  fractionOfNumber,
  multiplyFractions,
  ONE,
  subtractFractions,
  ZERO,
} from "./fraction.ts";

/** A failure of constant strength that begins at minute 0. */
export interface ConstantFailure {
  readonly rule: AlertRule;
  /** b of the objective. */
  readonly budgetRatio: Fraction;
  /** Share of events that fail, 0 to 1. */
  readonly errorRatio: Fraction;
  /** Events per minute; null: so many that the guard does not matter. */
  readonly eventsPerMinute: Fraction | null;
}

/**
 * Minutes until the rule fires, (f·b·long + minExcess/λ) / e; null when that exceeds the long window: never (slo-math 6).
 * Throws RangeError for an error ratio outside 0 to 1 and for negative traffic.
 */
export function detectionMinutes({ rule, budgetRatio, errorRatio, eventsPerMinute }: ConstantFailure): Fraction | null {
  if (errorRatio.num < 0n || compareFractions(errorRatio, ONE) > 0) throw new RangeError("an error ratio lies between 0 and 1");
  if (eventsPerMinute !== null && eventsPerMinute.num < 0n) throw new RangeError("events per minute cannot be negative");
  if (errorRatio.num === 0n || eventsPerMinute?.num === 0n) return null;
  const long = fraction(BigInt(rule.longMinutes));
  const guard = eventsPerMinute === null ? ZERO : divideFractions(fractionOfNumber(rule.minExcess), eventsPerMinute);
  const failing = addFractions(multiplyFractions(multiplyFractions(rule.factor, budgetRatio), long), guard);
  const minutes = divideFractions(failing, errorRatio);
  return compareFractions(minutes, long) > 0 ? null : minutes;
}

/** Minutes after the end of a failure longer than the window until the condition is false; null when the rule never fired (slo-math 6). */
export function resetMinutes(failure: ConstantFailure): Fraction | null {
  if (detectionMinutes(failure) === null) return null;
  const threshold = divideFractions(multiplyFractions(failure.rule.factor, failure.budgetRatio), failure.errorRatio);
  return multiplyFractions(fraction(BigInt(failure.rule.shortMinutes)), subtractFractions(ONE, threshold));
}
