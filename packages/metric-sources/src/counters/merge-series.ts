import { toBoundaryText } from "../selectors/boundary.ts";
import type { Labels } from "../selectors/series-match.ts";
import type { Series } from "./series.ts";

/** Equal for equal label sets. */
export const toLabelsKey = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));

interface Growing {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
}

function append(into: Growing, { times, values }: Series): void {
  for (const [index, time] of times.entries()) {
    into.times.push(time);
    into.values.push(values[index] ?? Number.NaN);
  }
}

/** Joins answers to neighbouring windows of one query, oldest first: samples of equal label sets become one series. */
export function mergeSeries(answers: readonly (readonly Series[])[]): Series[] {
  const merged = new Map<string, Growing>();
  for (const series of answers.flat()) {
    const key = toLabelsKey(series.labels);
    const known = merged.get(key) ?? { labels: series.labels, times: [], values: [] };
    append(known, series);
    merged.set(key, known);
  }
  return [...merged.values()];
}

/** Bucket series that differ in the spelling of `le` only are one series; an upgrade of the server must not look like a birth. */
export function unifyBoundaries(series: readonly Series[]): readonly Series[] {
  if (!series.some(({ labels }) => labels.le !== undefined && labels.le !== toBoundaryText(labels.le))) return series;
  const unified = series.map((one) =>
    one.labels.le === undefined ? one : { ...one, labels: { ...one.labels, le: toBoundaryText(one.labels.le) } },
  );
  return mergeSeries([unified]);
}
