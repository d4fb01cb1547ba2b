import type { Threshold } from "@solvent/domain";
import { canonicalThreshold } from "../../selectors/indicator-fields.ts";
import { countKey, type ManagerCount } from "./counts.ts";

export type ManagerPlan =
  | { readonly kind: "ratio"; readonly numerator: "good" | "bad"; readonly part: ManagerCount; readonly total: ManagerCount }
  | { readonly kind: "threshold"; readonly value: ManagerCount; readonly threshold: Threshold };

/** Stable text: equal for plans that count the same. */
export const canonicalPlan = (plan: ManagerPlan): string =>
  JSON.stringify(
    plan.kind === "ratio"
      ? [plan.kind, plan.numerator, countKey(plan.part), countKey(plan.total)]
      : [plan.kind, countKey(plan.value), canonicalThreshold(plan.threshold)],
  );
