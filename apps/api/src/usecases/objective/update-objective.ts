import type { Actor } from "../actor.ts";
import { refuseMember } from "../group/refuse-member.ts";
import { checkRevision, checkSameName } from "../revision.ts";
import { objectiveNotFound } from "./get-objective.ts";
import type { StoredObjective } from "./objective-store.ts";
import { type ObjectiveFields, toDefinition } from "./to-definition.ts";
import { type WriteObjectiveDeps, writeObjective } from "./write-objective.ts";

export interface UpdateObjective {
  readonly name: string;
  readonly fields: ObjectiveFields;
  /** The revision that the change was made to. */
  readonly revision: number;
}

/** Replaces a definition; without a difference there is no new revision. Throws `objective.not-found`, `objective.in-group`, `revision.conflict`, `request.invalid`. */
export const makeUpdateObjective =
  (deps: WriteObjectiveDeps) =>
  async ({ name, fields, revision }: UpdateObjective, actor: Actor): Promise<StoredObjective> => {
    checkSameName(name, fields.name);
    return writeObjective(deps, {
      definition: toDefinition(fields),
      author: actor.name,
      check: (stored) => {
        if (stored === null) throw objectiveNotFound(name);
        refuseMember(stored);
        checkRevision(`The objective "${name}"`, stored.revision, revision);
      },
    });
  };
