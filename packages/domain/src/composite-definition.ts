import { parseDecimal } from "./fraction.ts";
import type { CompositeIndicator, CompositeKind } from "./indicator.ts";
import type { BudgetingMethod } from "./objective.ts";

/** Objectives that one may be put together from. */
export const MAX_COMPOSITE_PARTS = 50;

/** How its slices are judged follows from how it is put together. */
export const methodOfComposite = (how: CompositeKind): Exclude<BudgetingMethod, "occurrences"> =>
  how === "allSlices" ? "timeslices" : "ratio_timeslices";

/** What is wrong with a composite by itself. */
export interface CompositeProblem {
  /** From the indicator; null: with the method. */
  readonly path: readonly (string | number)[] | null;
  readonly message: string;
}

const WEIGHT = /^\d+(\.\d+)?$/;
const MAX_WEIGHT_TEXT = 30;

function weightProblem(weight: string, how: CompositeKind): string | null {
  if (!WEIGHT.test(weight) || weight.length > MAX_WEIGHT_TEXT)
    return `must be a decimal number above 0 such as 2 or 0.5, but is "${weight}"`;
  if (parseDecimal(weight).num <= 0n) return "must be above 0";
  return how !== "weighted" && weight !== "1" ? `counts only for weighted: leave it out for ${how}` : null;
}

/** Parts, weights and method of a composite; whether its parts exist is not known here. */
export function compositeProblems({ how, parts }: CompositeIndicator, method: BudgetingMethod): readonly CompositeProblem[] {
  const problems: CompositeProblem[] = [];
  if (parts.length === 0) problems.push({ path: ["parts"], message: "must name at least one objective" });
  if (parts.length > MAX_COMPOSITE_PARTS) problems.push({ path: ["parts"], message: `must be at most ${MAX_COMPOSITE_PARTS}` });
  const names = parts.map(({ objective }) => objective);
  parts.forEach(({ objective, weight }, index) => {
    if (names.indexOf(objective) < index) problems.push({ path: ["parts", index, "objective"], message: `names "${objective}" twice` });
    const found = weightProblem(weight, how);
    if (found !== null) problems.push({ path: ["parts", index, "weight"], message: found });
  });
  const needed = methodOfComposite(how);
  if (method !== needed) problems.push({ path: null, message: `must be ${needed} for a composite put together by ${how}` });
  return problems;
}
