import { type ObjectiveState, STATES } from "@solvent/api-contract";
import { AppError } from "../../errors/app-error.ts";
import type { Page, PageRequest } from "../page.ts";
import type { Judgement } from "../status/judge-objective.ts";
import type { StatusBoard } from "../status/status-board.ts";
import { toState } from "../status/to-summary.ts";
import type { GroupReader, StoredGroup } from "./group-store.ts";

export const groupNotFound = (name: string): AppError => new AppError("group.not-found", `There is no group "${name}"`);

/** A group with how many of its objectives are in which state. */
export interface ShownGroup extends StoredGroup {
  readonly states: Readonly<Record<ObjectiveState, number>>;
}

export interface GetGroupDeps {
  readonly groups: GroupReader;
  readonly board: Pick<StatusBoard, "snapshot">;
}

function countStatesOf(judgements: readonly Judgement[], group: string): Record<ObjectiveState, number> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<ObjectiveState, number>;
  for (const { entry, state } of judgements) if (entry.group === group) counts[toState(state)] += 1;
  return counts;
}

async function withStates({ board }: GetGroupDeps, groups: readonly StoredGroup[]): Promise<ShownGroup[]> {
  const { judgements } = await board.snapshot();
  return groups.map((group) => ({ ...group, states: countStatesOf(judgements, group.definition.objective.name) }));
}

/** Throws `group.not-found`. */
export const makeGetGroup =
  (deps: GetGroupDeps) =>
  async (name: string): Promise<ShownGroup> => {
    const stored = await deps.groups.find(name);
    const [shown] = stored === null ? [] : await withStates(deps, [stored]);
    if (shown === undefined) throw groupNotFound(name);
    return shown;
  };

/** By name. */
export const makeListGroups =
  (deps: GetGroupDeps) =>
  async (page: PageRequest): Promise<Page<ShownGroup>> => {
    const { items, next } = await deps.groups.list(page);
    return { items: await withStates(deps, items), next };
  };
