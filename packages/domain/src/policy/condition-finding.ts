import { type Fraction, parseDecimal } from "../fraction.ts";
import type { ObjectiveTerms } from "../objective-terms.ts";

/** Problems refuse a condition, warnings say what a person should know before saving it. `code` is stable, `field` is one of the condition. */
export interface ConditionFinding {
  readonly severity: "problem" | "warning";
  readonly code: string;
  readonly field: string;
  /** With the arithmetic in it. */
  readonly message: string;
}

/** What a condition is checked for. */
export interface ConditionContext {
  readonly terms: ObjectiveTerms;
  /** Events per minute to expect; null: so many that no guard matters. */
  readonly eventsPerMinute: Fraction | null;
}

export type Finding = (code: string, field: string, message: string) => ConditionFinding;

export const problem: Finding = (code, field, message) => ({ severity: "problem", code, field, message });
export const warning: Finding = (code, field, message) => ({ severity: "warning", code, field, message });

/** The figure, or the finding that it is none. */
export function readFigure(text: string, field: string): Fraction | ConditionFinding {
  try {
    return parseDecimal(text);
  } catch {
    return problem("not-a-number", field, `must be a decimal number such as 14.4, not ${JSON.stringify(text.slice(0, 60))}`);
  }
}

export const isFinding = (read: Fraction | ConditionFinding): read is ConditionFinding => "code" in read;

/** Findings of spans that are no whole number of minutes. */
export const findBadSpans = (spans: Readonly<Record<string, number>>): ConditionFinding[] =>
  Object.entries(spans).flatMap(([field, minutes]) =>
    Number.isSafeInteger(minutes) && minutes >= 1
      ? []
      : [problem("window-not-whole", field, `must be a whole number of minutes, at least 1, not ${minutes}`)],
  );

/** Evaluations until it resolves. */
export const findBadResolve = (resolveAfter: number): ConditionFinding[] =>
  Number.isSafeInteger(resolveAfter) && resolveAfter >= 1
    ? []
    : [problem("resolve-after-not-whole", "resolveAfter", `must be a whole number of evaluations, at least 1, not ${resolveAfter}`)];
