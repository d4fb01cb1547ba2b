import type { Threshold } from "@solvent/domain";
import { type CounterPart, canonicalPart } from "../selectors/counter-part.ts";
import { canonicalThreshold } from "../selectors/indicator-fields.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { StreamQuery } from "../source.ts";

export type QueryPlan =
  | { readonly kind: "counters"; readonly numerator: "good" | "bad"; readonly part: CounterPart; readonly total: Selector }
  /** PromQL that answers, at time T, the events of (T - 60 s, T]. */
  | { readonly kind: "expressions"; readonly numerator: "good" | "bad"; readonly part: string; readonly total: string }
  /** PromQL that gives, at time T, one value: that of the minute which ends at T. */
  | { readonly kind: "threshold"; readonly expression: string; readonly threshold: Threshold };

export type CountersPlan = QueryPlan & { readonly kind: "counters" };

export interface PrometheusQuery extends StreamQuery {
  readonly plan: QueryPlan;
}

/** Tokens of a PromQL text joined by single spaces: layout and comments do not make another stream. */
export type NormaliseText = (text: string) => string;

function canonicalParts(plan: QueryPlan, normalise: NormaliseText): readonly unknown[] {
  switch (plan.kind) {
    case "counters":
      return [plan.numerator, canonicalPart(plan.part), toSelectorText(plan.total)];
    case "expressions":
      return [plan.numerator, normalise(plan.part), normalise(plan.total)];
    case "threshold":
      return [normalise(plan.expression), canonicalThreshold(plan.threshold)];
  }
}

/** Stable text of a plan; two plans that count the same events in the same way have the same text. */
export const toQuery = (plan: QueryPlan, normalise: NormaliseText): PrometheusQuery => ({
  canonical: JSON.stringify(["prometheus", 1, plan.kind, ...canonicalParts(plan, normalise)]),
  plan,
});

/** The plan of a query of this adapter; another adapter's query is a mistake of the caller. */
export function planOf(query: StreamQuery): QueryPlan {
  if ("plan" in query) return (query as PrometheusQuery).plan;
  throw new TypeError("the query was not made by the prometheus adapter");
}
