import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { Actor } from "../actor.ts";
import { checkRevision } from "../revision.ts";
import { groupNotFound, type ShownGroup } from "./get-group.ts";
import { type GroupFields, toGroupDefinition } from "./to-group-definition.ts";
import { type WriteGroupDeps, writeGroup } from "./write-group.ts";

export interface ChangeGroupDeps extends WriteGroupDeps {
  readonly show: (name: string) => Promise<ShownGroup>;
}

export interface UpdateGroup {
  readonly name: string;
  readonly fields: GroupFields;
  /** The revision that the change was made to. */
  readonly revision: number;
}

/** Its objectives follow when the source has been asked. Throws `group.name-taken`, or `request.invalid` naming the fields. */
export const makeCreateGroup =
  (deps: ChangeGroupDeps) =>
  async (fields: GroupFields, actor: Actor): Promise<ShownGroup> => {
    const { name } = fields.objective;
    await writeGroup(deps, {
      definition: toGroupDefinition(fields),
      author: actor.name,
      check: (stored) => {
        if (stored !== null) throw new AppError("group.name-taken", `There is already a group "${name}"`);
      },
    });
    return deps.show(name);
  };

/** Replaces a definition, and with it that of every objective of the group. Throws `group.not-found`, `revision.conflict`, `request.invalid`. */
export const makeUpdateGroup =
  (deps: ChangeGroupDeps) =>
  async ({ name, fields, revision }: UpdateGroup, actor: Actor): Promise<ShownGroup> => {
    if (fields.objective.name !== name) {
      const message = `must stay "${name}": a name cannot be changed, because texts and links refer to it`;
      throw invalidRequest([{ path: "objective.name", message }]);
    }
    await writeGroup(deps, {
      definition: toGroupDefinition(fields),
      author: actor.name,
      check: (stored) => {
        if (stored === null) throw groupNotFound(name);
        checkRevision(`The group "${name}"`, stored.revision, revision);
      },
    });
    return deps.show(name);
  };
