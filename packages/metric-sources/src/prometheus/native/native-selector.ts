import { makeSelector, type Selector } from "../../selectors/selector.ts";

export const EVERYTHING = "+Inf";

/**
 * A native histogram has no buckets of its own in the query language: its series are those of the metric. Solvent reads out of each as many
 * counters as it needs and gives them the label `le`, as classic buckets have it; `+Inf` is all events.
 */
export const nativeHistogram = (buckets: Selector): Selector => ({ ...buckets, metric: buckets.metric.replace(/_bucket$/, "") });

/** All events of the histograms, or null when the selector of a total is not about a histogram: neither its count nor its last bucket. */
export function nativeTotal({ metric, matchers }: Selector): Selector | null {
  const everything = { label: "le", op: "=", value: EVERYTHING } as const;
  const rest = matchers.filter(({ label }) => label !== "le");
  const isLast =
    metric.endsWith("_bucket") && matchers.some(({ label, op, value }) => label === "le" && op === "=" && value === EVERYTHING);
  if (isLast || metric.endsWith("_count")) return makeSelector(metric.replace(/_(?:bucket|count)$/, ""), [...rest, everything]);
  return null;
}

/** The series that the server has, of a selector with `le`. */
export const nativeSeries = ({ metric, matchers }: Selector): Selector =>
  makeSelector(
    metric,
    matchers.filter(({ label }) => label !== "le"),
  );
