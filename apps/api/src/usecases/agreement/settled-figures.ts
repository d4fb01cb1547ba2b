import { type BudgetStatus, type Coverage, fractionToText } from "@solvent/domain";

/** The figures of one period as they are stored: exact fractions as `n/d`. */
export interface SettledFigures {
  readonly unit: "events" | "slices";
  readonly sli: string | null;
  readonly met: boolean | null;
  readonly remainingFraction: string | null;
  readonly bad: string;
  readonly mass: string;
  readonly coverage: Coverage;
}

export function toSettledFigures(status: BudgetStatus, unit: SettledFigures["unit"]): SettledFigures {
  return {
    unit,
    sli: status.sli === null ? null : fractionToText(status.sli),
    met: status.met,
    remainingFraction: status.sli === null ? null : fractionToText(status.budget.remainingFraction),
    bad: fractionToText(status.bad),
    mass: fractionToText(status.mass),
    coverage: status.coverage,
  };
}
