import type { Threshold } from "@solvent/domain";
import { type CounterPart, canonicalPart } from "../selectors/counter-part.ts";
import type { Aggregate } from "../selectors/counter-selector.ts";
import { canonicalThreshold } from "../selectors/indicator-fields.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { StreamQuery } from "../source.ts";

export type OpenMetricsPlan =
  | { readonly kind: "counters"; readonly numerator: "good" | "bad"; readonly part: CounterPart; readonly total: Selector }
  /** Scrapes that succeeded, of those that were tried; the selectors choose pages by `job` and `instance`. */
  | { readonly kind: "scrapes"; readonly up: Selector; readonly scrapes: Selector }
  /** One value per minute; `aggregate` null: of one series. `up` is made by the scraper itself. */
  | {
      readonly kind: "threshold";
      readonly selector: Selector;
      readonly aggregate: Aggregate | null;
      readonly threshold: Threshold;
    };

export interface OpenMetricsQuery extends StreamQuery {
  readonly openMetrics: OpenMetricsPlan;
}

function canonicalParts(plan: OpenMetricsPlan): readonly unknown[] {
  switch (plan.kind) {
    case "counters":
      return [plan.numerator, canonicalPart(plan.part), toSelectorText(plan.total)];
    case "scrapes":
      return [toSelectorText(plan.up), toSelectorText(plan.scrapes)];
    case "threshold":
      return [toSelectorText(plan.selector), plan.aggregate, canonicalThreshold(plan.threshold)];
  }
}

/** Stable text of a plan: two plans that count the same events have the same text. */
export const toOpenMetricsQuery = (plan: OpenMetricsPlan): OpenMetricsQuery => ({
  canonical: JSON.stringify(["openmetrics", 1, plan.kind, ...canonicalParts(plan)]),
  openMetrics: plan,
});

/** The plan of a query of this adapter; another adapter's query is a mistake of the caller. */
export function planOf(query: StreamQuery): OpenMetricsPlan {
  if ("openMetrics" in query) return (query as OpenMetricsQuery).openMetrics;
  throw new TypeError("the query was not made by the openmetrics adapter");
}
