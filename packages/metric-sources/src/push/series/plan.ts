import type { Threshold } from "@solvent/domain";
import { type CounterPart, canonicalPart } from "../../selectors/counter-part.ts";
import type { Aggregate } from "../../selectors/counter-selector.ts";
import { canonicalThreshold } from "../../selectors/indicator-fields.ts";
import { type Selector, toSelectorText } from "../../selectors/selector.ts";

/** What is made of series that were sent. */
export type SeriesPlan =
  | { readonly kind: "counters"; readonly numerator: "good" | "bad"; readonly part: CounterPart; readonly total: Selector }
  /** One value per minute; `aggregate` null: of one series. */
  | { readonly kind: "gauge"; readonly selector: Selector; readonly aggregate: Aggregate | null; readonly threshold: Threshold };

/** The series that tell how much there is: groups are made of their labels, as an event that is in no total is not counted. */
export const leadingSelector = (plan: SeriesPlan): Selector => (plan.kind === "gauge" ? plan.selector : plan.total);

/** Every metric that a plan reads, each once, the leading one first. */
export function metricsOf(plan: SeriesPlan): readonly string[] {
  if (plan.kind === "gauge") return [plan.selector.metric];
  const part = plan.part.kind === "counter" ? plan.part.selector : plan.part.buckets;
  return [...new Set([plan.total.metric, part.metric])];
}

/** Equal for plans that count the same events. The metrics come first, so that `metricsInCanonical` finds them again. */
export function canonicalSeries(plan: SeriesPlan): readonly unknown[] {
  const head = [metricsOf(plan), plan.kind];
  if (plan.kind === "gauge") return [...head, toSelectorText(plan.selector), plan.aggregate, canonicalThreshold(plan.threshold)];
  return [...head, plan.numerator, canonicalPart(plan.part), toSelectorText(plan.total)];
}

/** The metrics that a stored query of this adapter reads; none for one that reads no series. */
export function metricsInCanonical(canonical: string): readonly string[] {
  const parts: unknown = JSON.parse(canonical);
  if (!Array.isArray(parts) || parts[2] !== "series" || !Array.isArray(parts[3])) return [];
  return parts[3].filter((metric) => typeof metric === "string");
}
