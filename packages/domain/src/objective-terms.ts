import { isZone } from "./calendar.ts";
import { compareFractions, type Fraction, fraction, multiplyFractions, ONE, parseDecimal, subtractFractions, ZERO } from "./fraction.ts";
import { MINUTES_PER_DAY, type Minute } from "./minute.ts";
import type {
  BudgetingMethod,
  CalendarUnit,
  MissingPolicy,
  NoTrafficPolicy,
  ObjectiveDefinition,
  ObjectiveWindow,
  SliceLength,
} from "./objective.ts";

/** How slices are judged, ready to compute with. */
export interface SliceTerms {
  readonly minutes: SliceLength;
  /** Null for `ratio_timeslices`. */
  readonly target: Fraction | null;
  readonly noTraffic: NoTrafficPolicy;
  readonly missing: MissingPolicy;
}

/** What every figure of an objective is judged by. */
export interface ObjectiveTerms {
  /** T as a fraction, 0 < T < 1. */
  readonly target: Fraction;
  readonly window: ObjectiveWindow;
  /**
   * P: length of a rolling window in minutes, at least 1; of a calendar unit the length that alert policies reckon with
   * (a month has 30 days). Budgets of calendar windows use the period's own length.
   */
  readonly windowMinutes: number;
  readonly method: BudgetingMethod;
  /** Null exactly for `occurrences`. */
  readonly slices: SliceTerms | null;
  /** Data before it is ignored. */
  readonly sloStart: Minute | null;
}

/** The part of a definition that its figures depend on, besides its data. */
export type TermsDefinition = Pick<ObjectiveDefinition, "targetPercent" | "window" | "method" | "slices" | "sloStart">;

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

const CALENDAR_DAYS: Readonly<Record<CalendarUnit, number>> = { day: 1, week: 7, month: 30, quarter: 90, year: 365 };

/** Nominal length of a window in minutes: P of a rolling one, the usual length of a calendar unit. */
export const nominalMinutes = (window: ObjectiveWindow): number =>
  window.kind === "rolling" ? window.minutes : CALENDAR_DAYS[window.unit] * MINUTES_PER_DAY;

/**
 * Terms of an objective that counts events over a rolling window. Throws RangeError for a bad target or a window that is not a whole
 * number of minutes, at least one.
 */
export const objectiveTerms = (targetPercent: string, windowMinutes: number): ObjectiveTerms =>
  definitionTerms({
    targetPercent,
    window: { kind: "rolling", minutes: windowMinutes },
    method: "occurrences",
    slices: null,
    sloStart: null,
  });

/** Exact terms of a definition. Throws RangeError that says what cannot be judged. */
export function definitionTerms(definition: TermsDefinition): ObjectiveTerms {
  const { targetPercent, window, method, slices, sloStart } = definition;
  checkWindow(window);
  checkSlices(definition);
  return {
    target: parseTarget(targetPercent),
    window,
    windowMinutes: nominalMinutes(window),
    method,
    slices: slices === null ? null : { ...slices, target: slices.targetPercent === null ? null : parseSliceTarget(slices.targetPercent) },
    sloStart,
  };
}

function checkWindow(window: ObjectiveWindow): void {
  if (window.kind === "rolling" && (!Number.isSafeInteger(window.minutes) || window.minutes < 1)) {
    throw new RangeError(`a window is a whole number of minutes, at least 1, not ${window.minutes}`);
  }
  if (window.kind === "calendar" && !isZone(window.zone)) throw new RangeError(`unknown time zone ${JSON.stringify(window.zone)}`);
}

function checkSlices({ method, slices }: TermsDefinition): void {
  if ((slices === null) !== (method === "occurrences")) {
    throw new RangeError(`the method ${method} ${slices === null ? "needs" : "has no"} slices`);
  }
  if (slices === null) return;
  if ((slices.targetPercent === null) !== (method === "ratio_timeslices")) {
    throw new RangeError(`the method ${method} ${slices.targetPercent === null ? "needs a" : "has no"} target of a slice`);
  }
}

/** Reads the target of a slice in percent. Throws RangeError unless 0 < target ≤ 100. */
export function parseSliceTarget(percentText: string): Fraction {
  const target = multiplyFractions(parseTargetPercent(percentText), fraction(1n, 100n));
  if (target.num <= 0n || compareFractions(target, ONE) > 0) {
    throw new RangeError(`the target of a slice must be above 0 % and at most 100 %: ${JSON.stringify(percentText)}`);
  }
  return target;
}

/** b = 1 − T, the share of events that may be bad. */
export const errorBudgetRatio = (terms: Pick<ObjectiveTerms, "target">): Fraction => subtractFractions(ONE, terms.target);
