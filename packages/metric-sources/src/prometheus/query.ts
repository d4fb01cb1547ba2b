import { type CounterPart, canonicalPart } from "../selectors/counter-part.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { StreamQuery } from "../source.ts";

export type QueryPlan =
  | { readonly kind: "counters"; readonly numerator: "good" | "bad"; readonly part: CounterPart; readonly total: Selector }
  /** PromQL that answers, at time T, the events of (T - 60 s, T]. */
  | { readonly kind: "expressions"; readonly numerator: "good" | "bad"; readonly part: string; readonly total: string };

export interface PrometheusQuery extends StreamQuery {
  readonly plan: QueryPlan;
}

/** Tokens of a PromQL text joined by single spaces: layout and comments do not make another stream. */
export type NormaliseText = (text: string) => string;

/** Stable text of a plan; two plans that count the same events in the same way have the same text. */
export function toQuery(plan: QueryPlan, normalise: NormaliseText): PrometheusQuery {
  const parts =
    plan.kind === "counters"
      ? [plan.numerator, canonicalPart(plan.part), toSelectorText(plan.total)]
      : [plan.numerator, normalise(plan.part), normalise(plan.total)];
  return { canonical: JSON.stringify(["prometheus", 1, plan.kind, ...parts]), plan };
}

/** The plan of a query of this adapter; another adapter's query is a mistake of the caller. */
export function planOf(query: StreamQuery): QueryPlan {
  if ("plan" in query) return (query as PrometheusQuery).plan;
  throw new TypeError("the query was not made by the prometheus adapter");
}
