import type { StoredComposite } from "./stored-composites.ts";

/** Composites by how many lie between them and what is measured: those of one list are parts of none of the same list. */
export function toLevels(composites: readonly StoredComposite[]): StoredComposite[][] {
  const byId = new Map(composites.map((composite) => [composite.streamId, composite]));
  const known = new Map<number, number>();
  const levelOf = (streamId: number): number => {
    const before = known.get(streamId);
    if (before !== undefined) return before;
    known.set(streamId, 0);
    const parts = (byId.get(streamId)?.parts ?? []).flatMap(({ stream }) => (stream?.kind === "composite" ? [stream.streamId] : []));
    const level = parts.reduce((most, part) => Math.max(most, levelOf(part) + 1), 0);
    known.set(streamId, level);
    return level;
  };
  const levels: StoredComposite[][] = [];
  for (const composite of composites) {
    const level = levelOf(composite.streamId);
    while (levels.length <= level) levels.push([]);
    levels[level]?.push(composite);
  }
  return levels;
}
