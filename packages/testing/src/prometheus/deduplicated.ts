import type { SimulatedSeries } from "./series.ts";
import type { World } from "./world.ts";

/** The same series without the label that tells replicas apart; of those that are then the same the first is left. */
export function withoutReplicas(world: World, replicaLabel: string): World {
  const merged = new Map<readonly SimulatedSeries[], readonly SimulatedSeries[]>();

  function merge(all: readonly SimulatedSeries[]): readonly SimulatedSeries[] {
    const kept = new Map<string, SimulatedSeries>();
    for (const series of all) {
      const { [replicaLabel]: _, ...labels } = series.labels;
      const key = JSON.stringify(Object.entries(labels).sort());
      if (!kept.has(key)) kept.set(key, { ...series, labels });
    }
    return [...kept.values()];
  }

  return {
    select(matchers) {
      const all = world.select(matchers);
      const found = merged.get(all) ?? merge(all);
      merged.set(all, found);
      return found;
    },
  };
}
