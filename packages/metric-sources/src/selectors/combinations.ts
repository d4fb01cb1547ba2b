import type { Labels } from "../selectors/series-match.ts";
import type { GroupLabels } from "../source.ts";

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** The values of these labels that series have together, each combination once, sorted in the order of the labels. */
export function combinationsOf(series: readonly Labels[], labels: readonly string[]): readonly GroupLabels[] {
  const found = new Map<string, readonly string[]>();
  for (const one of series) {
    const values = labels.map((label) => one[label] ?? "");
    found.set(JSON.stringify(values), values);
  }
  const sorted = [...found.values()].sort((left, right) => {
    const differing = left.findIndex((value, index) => value !== right[index]);
    return differing === -1 ? 0 : compare(left[differing] ?? "", right[differing] ?? "");
  });
  return sorted.map((values) => Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ""])));
}
