import { parseMatchers } from "./evaluate.ts";
import type { World } from "./world.ts";

const selected = (world: World, fields: URLSearchParams): readonly Readonly<Record<string, string>>[] => {
  const selectors = fields.getAll("match[]");
  const found = selectors.length === 0 ? world.select([]) : selectors.flatMap((text) => world.select(parseMatchers(text)));
  return found.map(({ labels }) => labels);
};

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

/** Names of labels of the series that `match[]` selects. */
export const labelNames = (world: World, fields: URLSearchParams): string[] =>
  sorted(selected(world, fields).flatMap((one) => Object.keys(one)));

export const labelValues = (world: World, label: string, fields: URLSearchParams): string[] =>
  sorted(selected(world, fields).flatMap((labels) => labels[label] ?? []));

/** Type and help of every metric, as their exporters write it. */
export const metadataOf = (world: World): Readonly<Record<string, readonly object[]>> =>
  Object.fromEntries(
    sorted(world.select([]).flatMap(({ labels }) => labels.__name__ ?? [])).map((metric) => [
      metric,
      [{ type: metric.endsWith("_total") ? "counter" : "gauge", help: `Simulated ${metric}.`, unit: "" }],
    ]),
  );
