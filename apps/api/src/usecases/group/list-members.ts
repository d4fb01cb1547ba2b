import type { GroupMember } from "@solvent/api-contract";
import type { Page } from "../page.ts";
import { toFigure, toFigureOrNull } from "../status/figures.ts";
import type { Judgement } from "../status/judge-objective.ts";
import { toState } from "../status/to-summary.ts";
import { type GetGroupDeps, groupNotFound } from "./get-group.ts";
import type { MemberPageRequest, StoredMember } from "./group-store.ts";

function toMember({ name, labels, archivedAtMs }: StoredMember, judgement: Judgement | null): GroupMember {
  const { sli, budget } = judgement?.status ?? { sli: null, budget: null };
  return {
    name,
    labels: { ...labels },
    archivedAt: archivedAtMs === null ? null : new Date(archivedAtMs).toISOString(),
    state: judgement === null ? null : toState(judgement.state),
    sli: toFigureOrNull(sli),
    budgetLeft: sli === null || budget === null ? null : toFigure(budget.remainingFraction),
  };
}

/** Objectives of a group, active ones first. Throws `group.not-found`. */
export const makeListMembers =
  ({ groups, board }: GetGroupDeps) =>
  async (name: string, page: MemberPageRequest): Promise<Page<GroupMember>> => {
    const members = await groups.members(name, page);
    if (members === null) throw groupNotFound(name);
    const { judgements } = await board.snapshot();
    const byName = new Map(judgements.map((judgement) => [judgement.entry.name, judgement]));
    return { items: members.items.map((member) => toMember(member, byName.get(member.name) ?? null)), next: members.next };
  };
