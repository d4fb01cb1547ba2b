import { addFractions, compareMeasured, divideFractions, type Fraction, fraction, type Measured } from "@solvent/domain";
import type { Aggregate } from "../selectors/counter-selector.ts";

function sumOf(values: readonly Measured[]): Measured | null {
  const infinite = values.filter((value) => typeof value === "string");
  const [first] = infinite;
  if (first !== undefined) return infinite.every((one) => one === first) ? first : null;
  return values.reduce<Fraction>((sum, value) => (typeof value === "string" ? sum : addFractions(sum, value)), fraction(0n));
}

/** One value of several, exactly; null where they have none, as infinities of both signs have no sum. At least one value. */
export function aggregateValues(aggregate: Aggregate, values: readonly Measured[]): Measured | null {
  const sorted = [...values].sort(compareMeasured);
  switch (aggregate) {
    case "min":
      return sorted[0] ?? null;
    case "max":
      return sorted.at(-1) ?? null;
    case "sum":
      return sumOf(values);
    case "avg": {
      const sum = sumOf(values);
      return sum === null || typeof sum === "string" ? sum : divideFractions(sum, fraction(BigInt(values.length)));
    }
  }
}
