import { combinationKey, compareCombinations, type LabelCombination } from "@solvent/domain";

/** An objective that a group has already. */
export interface KnownMember {
  readonly labels: LabelCombination;
  readonly archived: boolean;
}

export interface MemberSelection<T extends KnownMember> {
  /** Combinations that become objectives. */
  readonly create: readonly LabelCombination[];
  /** Archived objectives whose combination is there again. */
  readonly restore: readonly T[];
  /** Combinations that were found and are not measured. */
  readonly leftOut: number;
}

export interface SelectMembers<T extends KnownMember> {
  readonly groupBy: readonly string[];
  readonly cap: number;
  readonly members: readonly T[];
  readonly found: readonly LabelCombination[];
}

/**
 * Which of the combinations of a source are measured: those that are already, and of the others the first ones, up to the cap. An objective that
 * is measured never makes room for a new one.
 */
export function selectMembers<T extends KnownMember>({ groupBy, cap, members, found }: SelectMembers<T>): MemberSelection<T> {
  const known = new Map(members.map((member) => [combinationKey(member.labels), member]));
  const active = members.filter(({ archived }) => !archived).length;
  const candidates = found
    .filter((labels) => known.get(combinationKey(labels))?.archived !== false)
    .sort((a, b) => compareCombinations(groupBy, a, b));
  const taken = candidates.slice(0, Math.max(0, cap - active));
  const archivedOf = (labels: LabelCombination): T | undefined => known.get(combinationKey(labels));
  return {
    create: taken.filter((labels) => archivedOf(labels) === undefined),
    restore: taken.flatMap((labels) => archivedOf(labels) ?? []),
    leftOut: candidates.length - taken.length,
  };
}
