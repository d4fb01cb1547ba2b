import { exposedAt, type SimulatedSeries, scrapeAt } from "./series.ts";

/** A native histogram as one sample holds it. Bucket i reaches from 2^((i - 1) / 2^schema) to 2^(i / 2^schema). */
export interface SimulatedHistogram {
  readonly schema: number;
  readonly counts: ReadonlyMap<number, number>;
}

const boundary = (schema: number, index: number): number => 2 ** (index / 2 ** schema);

/** The histogram that a series showed at the time of one of its samples, null for other series. */
export function histogramAt({ native, target }: SimulatedSeries, timeMs: number): SimulatedHistogram | null {
  if (native === undefined) return null;
  const scrape = scrapeAt(target, timeMs);
  const counts = [...native.buckets].map(([index, bucket]): [number, number] => [index, exposedAt(bucket, scrape) ?? 0]);
  return { schema: native.schema, counts: new Map(counts) };
}

/** All of one schema. */
export function addHistograms(histograms: readonly SimulatedHistogram[]): SimulatedHistogram {
  const counts = new Map<number, number>();
  for (const one of histograms) for (const [index, count] of one.counts) counts.set(index, (counts.get(index) ?? 0) + count);
  return { schema: histograms[0]?.schema ?? 0, counts };
}

/** Events up to a value; those of the bucket around it are shared out evenly, as servers before 3.0 do. */
function eventsUpTo({ schema, counts }: SimulatedHistogram, value: number): number {
  let events = 0;
  for (const [index, count] of counts) {
    const [lower, upper] = [boundary(schema, index - 1), boundary(schema, index)];
    if (upper <= value) events += count;
    else if (lower < value) events += (count * (value - lower)) / (upper - lower);
  }
  return events;
}

/** The share of the events between two values; of none it is NaN. */
export function fractionBetween(histogram: SimulatedHistogram, lower: number, upper: number): number {
  const all = eventsUpTo(histogram, Number.POSITIVE_INFINITY);
  return (eventsUpTo(histogram, upper) - eventsUpTo(histogram, lower)) / all;
}

/** As the query API writes it: buckets that hold events, in order. */
export function histogramText({ schema, counts }: SimulatedHistogram): string {
  const held = [...counts].filter(([, count]) => count > 0).sort(([left], [right]) => left - right);
  const count = held.reduce((sum, [, events]) => sum + events, 0);
  const buckets = held.map(([index, events]) => [0, String(boundary(schema, index - 1)), String(boundary(schema, index)), String(events)]);
  return JSON.stringify({ count: String(count), sum: String(count), ...(buckets.length === 0 ? {} : { buckets }) });
}
