import { type CounterPart, canonicalPart } from "../selectors/counter-part.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { StreamQuery } from "../source.ts";

export type OpenMetricsPlan =
  | { readonly kind: "counters"; readonly numerator: "good" | "bad"; readonly part: CounterPart; readonly total: Selector }
  /** Scrapes that succeeded, of those that were tried; the selectors choose pages by `job` and `instance`. */
  | { readonly kind: "scrapes"; readonly up: Selector; readonly scrapes: Selector };

export interface OpenMetricsQuery extends StreamQuery {
  readonly openMetrics: OpenMetricsPlan;
}

/** Stable text of a plan: two plans that count the same events have the same text. */
export function toOpenMetricsQuery(plan: OpenMetricsPlan): OpenMetricsQuery {
  const parts =
    plan.kind === "counters"
      ? [plan.numerator, canonicalPart(plan.part), toSelectorText(plan.total)]
      : [toSelectorText(plan.up), toSelectorText(plan.scrapes)];
  return { canonical: JSON.stringify(["openmetrics", 1, plan.kind, ...parts]), openMetrics: plan };
}

/** The plan of a query of this adapter; another adapter's query is a mistake of the caller. */
export function planOf(query: StreamQuery): OpenMetricsPlan {
  if ("openMetrics" in query) return (query as OpenMetricsQuery).openMetrics;
  throw new TypeError("the query was not made by the openmetrics adapter");
}
