import type { SimulatedFamily } from "./model.ts";
import { makeSeries, type SimulatedSeries } from "./series.ts";

/** The native histograms of a family: one series per instance name, made of the series that its classes would be. */
export function makeNativeSeries(
  family: SimulatedFamily,
  schema: number,
  history: { readonly seed: number; readonly startSeconds: number },
): SimulatedSeries[] {
  const label = family.classLabel ?? "code";
  const byInstance = new Map<string, SimulatedSeries[]>();
  for (const bucket of makeSeries(family, history)) {
    const { [label]: _index, ...labels } = bucket.labels;
    const key = JSON.stringify(labels);
    byInstance.set(key, [...(byInstance.get(key) ?? []), bucket]);
  }
  return [...byInstance.values()].flatMap((buckets) => {
    const [first] = buckets;
    if (first === undefined) return [];
    const { [label]: _index, ...labels } = first.labels;
    return {
      ...first,
      labels,
      lazy: false,
      eventsAt: (scrape) => buckets.reduce((sum, bucket) => sum + bucket.eventsAt(scrape), 0),
      native: { schema, buckets: new Map(buckets.map((bucket) => [Number(bucket.labels[label]), bucket])) },
    };
  });
}
