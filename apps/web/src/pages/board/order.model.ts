import type { ListedObjective } from "@solvent/api-contract";
import { groupOf, type PlacedObjective } from "./board.model.ts";

/** Rows never jump under the pointer: figures change at once, places wait. */
export const placed = (items: readonly ListedObjective[]): PlacedObjective[] =>
  items.map((objective) => ({ objective, group: groupOf(objective) }));

/** The rows where they stand, with their newest figures. One that is gone keeps its last ones until the order is let in. */
export function inOldPlaces(shown: readonly PlacedObjective[], items: readonly ListedObjective[]): PlacedObjective[] {
  const newest = new Map(items.map((objective) => [objective.name, objective]));
  return shown.map(({ objective, group }) => ({ objective: newest.get(objective.name) ?? objective, group }));
}

/** How many rows would be somewhere else: the fewest that have to be moved, those that change their group, come or go. */
export function movedCount(shown: readonly PlacedObjective[], items: readonly ListedObjective[]): number {
  const before = new Map(shown.map(({ objective, group }, index) => [objective.name, { group, index }]));
  const stayed = items.flatMap((objective) => {
    const place = before.get(objective.name);
    return place !== undefined && place.group === groupOf(objective) ? [place.index] : [];
  });
  const here = new Set(items.map(({ name }) => name));
  const gone = shown.filter(({ objective }) => !here.has(objective.name)).length;
  return items.length - longestRise(stayed) + gone;
}

/** Length of the longest rising subsequence: what need not move. */
function longestRise(values: readonly number[]): number {
  const ends: number[] = [];
  for (const value of values) {
    const at = ends.findIndex((end) => end >= value);
    ends[at === -1 ? ends.length : at] = value;
  }
  return ends.length;
}
