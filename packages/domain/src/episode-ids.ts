import type { Minute } from "./minute.ts";
import { stableHash } from "./stable-hash.ts";

/** An episode as far as its identity goes: [from, to), never empty. */
export interface EpisodeSpan {
  readonly from: Minute;
  readonly to: Minute;
}

export interface NamedEpisode extends EpisodeSpan {
  readonly id: string;
}

/** Digits 0-9a-v that hold 64 bits. */
const ID_LENGTH = 13;

const idOf = (text: string): string => stableHash(text).toString(32).padStart(ID_LENGTH, "0");

/** The id of an episode that has none yet: 13 letters and digits from the objective's id and the first minute. */
export const episodeId = (objectiveId: string, from: Minute): string => idOf(`${objectiveId}:${from}`);

interface Claim {
  readonly id: string;
  readonly heirIndex: number;
  readonly sameStart: boolean;
  readonly overlap: number;
}

/** Episodes of before that may live on as one of after: the same start first, then the largest overlap, then the earlier one. */
function claims(before: readonly NamedEpisode[], after: readonly EpisodeSpan[]): Claim[] {
  return before
    .toSorted((a, b) => a.from - b.from)
    .flatMap(({ id, from, to }) =>
      after.map((heir, heirIndex) => {
        const overlap = Math.min(to, heir.to) - Math.max(from, heir.from);
        return { id, heirIndex, sameStart: heir.from === from, overlap };
      }),
    )
    .filter(({ overlap }) => overlap > 0)
    .sort((a, b) => Number(b.sameStart) - Number(a.sameStart) || b.overlap - a.overlap);
}

/** The hash of objective and start; numbered when an episode that has moved carries that id already. */
function unusedId(objectiveId: string, from: Minute, used: ReadonlySet<string>): string {
  let id = episodeId(objectiveId, from);
  for (let number = 2; used.has(id); number++) id = idOf(`${objectiveId}:${from}:${number}`);
  return id;
}

/**
 * Names the episodes `after` a recomputation so that what people said about them stays with them: an episode keeps the id of the one
 * with the same start, else of the one that it overlaps most. No two have one id, and no id of `before` names an episode that it does not
 * overlap. The answer is in order of time.
 */
export function keepIds({
  objectiveId,
  before,
  after,
}: {
  readonly objectiveId: string;
  readonly before: readonly NamedEpisode[];
  readonly after: readonly EpisodeSpan[];
}): readonly NamedEpisode[] {
  const heirs = after.toSorted((a, b) => a.from - b.from);
  const given = new Map<number, string>();
  const used = new Set<string>();
  for (const { id, heirIndex } of claims(before, heirs)) {
    if (given.has(heirIndex) || used.has(id)) continue;
    given.set(heirIndex, id);
    used.add(id);
  }
  for (const { id } of before) used.add(id);
  return heirs.map(({ from, to }, index) => {
    const id = given.get(index) ?? unusedId(objectiveId, from, used);
    used.add(id);
    return { id, from, to };
  });
}
