import type { Labels } from "../selectors/series-match.ts";
import type { PageSeries } from "./page.ts";

/** Values of one series over time, `times` in Unix seconds and oldest first; both lists have the same length. */
export interface SeriesValues {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
}

/** What no counter shows and a gauge may: negative, infinite and NaN. Kept apart, so that whoever counts does not meet it. */
export interface OddValues {
  of(metric: string): readonly SeriesValues[];
  add(series: PageSeries, timeSeconds: number): void;
  /** Values that are kept. */
  size(): number;
  forgetBefore(timeSeconds: number): void;
}

export function makeOddValues(): OddValues {
  const byMetric = new Map<string, Map<string, SeriesValues>>();
  let size = 0;

  function forget({ times, values }: SeriesValues, before: number): void {
    const keep = times.findIndex((time) => time >= before);
    const gone = keep === -1 ? times.length : keep;
    times.splice(0, gone);
    values.splice(0, gone);
    size -= gone;
  }

  return {
    of: (metric) => [...(byMetric.get(metric)?.values() ?? [])],
    size: () => size,
    add({ key, labels, value }, timeSeconds) {
      const metric = labels.__name__ ?? "";
      const siblings = byMetric.get(metric) ?? new Map<string, SeriesValues>();
      const known = siblings.get(key) ?? { labels, times: [], values: [] };
      known.times.push(timeSeconds);
      known.values.push(value);
      siblings.set(key, known);
      byMetric.set(metric, siblings);
      size += 1;
    },
    forgetBefore(before) {
      for (const [metric, siblings] of byMetric) {
        for (const [key, series] of siblings) {
          forget(series, before);
          if (series.times.length === 0) siblings.delete(key);
        }
        if (siblings.size === 0) byMetric.delete(metric);
      }
    },
  };
}
