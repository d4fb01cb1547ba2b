import type { ObjectiveGroupDefinition } from "@solvent/domain";
import { isoOfMinute } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import { diffDefinitions, sameJson } from "../objective/diff-definitions.ts";
import type { DefinitionChange } from "../objective/objective-store.ts";
import { type ObjectiveToSave, type SaveContext, type SavedObjective, saveObjectives } from "../objective/save-objectives.ts";
import type { AnySourceKind } from "../source/source-kinds.ts";
import type { LockedMember, StoredGroup } from "./group-store.ts";
import { narrowMember, wordsOfCombination } from "./narrow-member.ts";

/** A group as it shall be, next to what is stored; everything is validated. */
export interface GroupToSave {
  readonly definition: ObjectiveGroupDefinition;
  /** Locked; null when the name is new. */
  readonly stored: StoredGroup | null;
  readonly serviceId: string;
  readonly sourceId: string;
  readonly kind: AnySourceKind;
}

/** As people read it: an instant instead of a number of minutes. */
const readable = ({ objective, ...rest }: ObjectiveGroupDefinition) => ({
  ...rest,
  objective: { ...objective, sloStart: objective.sloStart === null ? null : isoOfMinute(objective.sloStart) },
});

const diffGroups = (before: ObjectiveGroupDefinition, after: ObjectiveGroupDefinition): DefinitionChange[] =>
  diffDefinitions(readable(before), readable(after));

function toSave(group: GroupToSave, { stored, labels }: LockedMember): ObjectiveToSave {
  const { name } = stored.definition;
  const narrowed = narrowMember({ kind: group.kind, group: group.definition, name, labels });
  if (!narrowed.ok)
    throw new AppError("request.invalid", `The objective "${name}" cannot follow: ${wordsOfCombination(labels, narrowed.problems)}`);
  return { ...narrowed.value, stored, serviceId: group.serviceId, sourceId: group.sourceId, brought: null };
}

/** By other labels there are other objectives: those there are have nothing that they could follow. */
async function followGroup(context: SaveContext, group: GroupToSave, stored: StoredGroup): Promise<readonly SavedObjective[]> {
  const members = await context.tx.groups.lockMembers(stored.id);
  const sameLabels = sameJson([...stored.definition.groupBy].sort(), [...group.definition.groupBy].sort());
  if (sameLabels)
    return saveObjectives(
      context,
      members.map((member) => toSave(group, member)),
    );
  for (const { stored: member } of members) await context.tx.objectives.remove(member.id);
  return [];
}

/**
 * Writes a group: a revision when it changed, and one of each of its objectives that changes with it. Grouped by other labels, the objectives that
 * there are are deleted. New ones come when the source has been asked. Throws AppError when an objective cannot follow.
 */
export async function saveGroup(context: SaveContext, group: GroupToSave): Promise<SavedObjective> {
  const { definition, stored, serviceId } = group;
  const { name } = definition.objective;
  const changes = stored === null ? [] : diffGroups(stored.definition, definition);
  const revision = { definition, changes, author: context.author, serviceId };
  if (stored === null) {
    await context.tx.groups.insert(revision);
    return { name, action: "create", changes, newStream: true };
  }
  if (changes.length === 0) return { name, action: "unchanged", changes, newStream: false };
  await context.tx.groups.revise(stored.id, revision);
  const followed = await followGroup(context, group, stored);
  return { name, action: "update", changes, newStream: followed.some(({ newStream }) => newStream) };
}
