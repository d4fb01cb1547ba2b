import type { ConditionStatus } from "@solvent/api-contract";
import { type BudgetCondition, COUNT_SCALE, type Fraction, fraction, multiplyFractions } from "@solvent/domain";
import { toCount, toFigureOrNull } from "../status/figures.ts";

/** What a condition sees, in the words of the contract: of no traffic a count of events, of the others a figure. */
export function toConditionValue(kind: BudgetCondition["kind"], value: Fraction | null): ConditionStatus["value"] {
  if (kind !== "no-traffic" || value === null) return toFigureOrNull(value);
  return toCount(multiplyFractions(value, fraction(BigInt(COUNT_SCALE))).num);
}
