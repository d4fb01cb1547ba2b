import { startsOf } from "../../counters/runs.ts";
import type { Series } from "../../counters/series.ts";
import type { Labels } from "../../selectors/series-match.ts";
import { EVERYTHING } from "./native-selector.ts";

/** What one series of native histograms answered at every step: `time` and `count` of its sample, and the events up to each boundary. */
interface NativeValues {
  readonly labels: Labels;
  readonly values: ReadonlyMap<string, Series>;
  readonly boundaries: readonly string[];
}

interface Samples {
  readonly times: number[];
  readonly counts: number[];
  /** Places in the answer, for the values beside the count. */
  readonly steps: number[];
}

const byStep = (series: Series | undefined): ReadonlyMap<number, number> =>
  new Map(series?.times.map((time, index) => [time, series.values[index] ?? Number.NaN]));

/** Every sample once: between two samples the older one is seen at each step. */
function samplesOf({ values }: NativeValues): Samples {
  const samples: Samples = { times: [], counts: [], steps: [] };
  const counts = byStep(values.get("count"));
  for (const [step, seconds] of byStep(values.get("time"))) {
    const time = Math.round(seconds * 1000) / 1000;
    const count = counts.get(step);
    if (count === undefined || time === samples.times.at(-1)) continue;
    samples.times.push(time);
    samples.counts.push(count);
    samples.steps.push(step);
  }
  return samples;
}

const within = (value: number, most: number): number => Math.max(0, Math.min(value, most));

/**
 * The events up to a boundary as a counter that goes on where the histogram does. Only a fall of the count is a restart. A histogram that
 * makes its buckets wider shares its old events out anew, which moves what lies below a boundary: of that no more counts than has happened.
 */
function goesOn({ times, counts }: Samples, below: readonly number[], maxAgeSeconds: number): number[] {
  const starts = new Set(startsOf(times, maxAgeSeconds));
  let total = 0;
  let before = { below: 0, count: 0 };
  return counts.map((count, index) => {
    const now = below[index] ?? Number.NaN;
    // No value is no sample; the next one carries what happened.
    if (Number.isNaN(now)) return Number.NaN;
    if (starts.has(index)) total = now;
    else total += count < before.count ? within(now, count) : within(now - before.below, count - before.count);
    before = { below: now, count };
    return total;
  });
}

/** The counters of one series: all of its events, then those up to each boundary. */
export function toBucketCounters(native: NativeValues, maxAgeSeconds: number): Series[] {
  const samples = samplesOf(native);
  const { times, counts, steps } = samples;
  const counters = native.boundaries.map((le): Series => {
    const answered = byStep(native.values.get(le));
    // The share of nothing is no number, and it is nothing.
    const below = steps.map((step, index) => (counts[index] === 0 ? 0 : (answered.get(step) ?? Number.NaN)));
    return { labels: { ...native.labels, le }, times, values: goesOn(samples, below, maxAgeSeconds) };
  });
  return [{ labels: { ...native.labels, le: EVERYTHING }, times, values: counts }, ...counters];
}
