import { compareFractions, type Fraction, fraction, multiplyFractions, ONE, parseDecimal, subtractFractions, ZERO } from "./fraction.ts";

/** What every figure of an objective is judged by. */
export interface ObjectiveTerms {
  /** T as a fraction, 0 < T < 1. */
  readonly target: Fraction;
  /** P: nominal length of the rolling window in minutes, at least 1. */
  readonly windowMinutes: number;
}

/** Reads a target in percent, e.g. `"99.9"`. Throws RangeError that names the text unless 0 < target < 100. */
export function parseTarget(percentText: string): Fraction {
  const target = multiplyFractions(parseTargetPercent(percentText), fraction(1n, 100n));
  if (compareFractions(target, ZERO) <= 0) throw new RangeError(`a target must be above 0 %: ${JSON.stringify(percentText)}`);
  if (compareFractions(target, ONE) >= 0) {
    throw new RangeError(`a target must be below 100 %, or there is no error budget: ${JSON.stringify(percentText)}`);
  }
  return target;
}

function parseTargetPercent(text: string): Fraction {
  try {
    return parseDecimal(text);
  } catch {
    throw new RangeError(`a target is a percentage as a decimal number, such as 99.9, not ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/** Terms from text and minutes. Throws RangeError for a bad target or a window that is not a whole number of minutes, at least one. */
export function objectiveTerms(targetPercent: string, windowMinutes: number): ObjectiveTerms {
  if (!Number.isSafeInteger(windowMinutes) || windowMinutes < 1) {
    throw new RangeError(`a window is a whole number of minutes, at least 1, not ${windowMinutes}`);
  }
  return { target: parseTarget(targetPercent), windowMinutes };
}

/** b = 1 − T, the share of events that may be bad. */
export const errorBudgetRatio = (terms: Pick<ObjectiveTerms, "target">): Fraction => subtractFractions(ONE, terms.target);
