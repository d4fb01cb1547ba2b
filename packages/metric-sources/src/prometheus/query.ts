import type { BoundaryMode } from "@solvent/domain";
import type { StreamQuery } from "../source.ts";
import { type Selector, toSelectorText } from "./selector.ts";

/** What is counted as good or bad: a counter, or the events of a histogram at or below a threshold. */
export type CounterPart =
  | { readonly kind: "counter"; readonly selector: Selector }
  /** `buckets` has no `le`; `threshold` is a decimal in the histogram's own unit. */
  | { readonly kind: "latency"; readonly buckets: Selector; readonly threshold: string; readonly boundary: BoundaryMode };

export type QueryPlan =
  | { readonly kind: "counters"; readonly numerator: "good" | "bad"; readonly part: CounterPart; readonly total: Selector }
  /** PromQL that answers, at time T, the events of (T - 60 s, T]. */
  | { readonly kind: "expressions"; readonly numerator: "good" | "bad"; readonly part: string; readonly total: string };

export interface PrometheusQuery extends StreamQuery {
  readonly plan: QueryPlan;
}

function canonicalPart(part: CounterPart): readonly string[] {
  if (part.kind === "counter") return ["counter", toSelectorText(part.selector)];
  return ["latency", toSelectorText(part.buckets), String(Number(part.threshold)), part.boundary];
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
