import { AppError } from "../../errors/app-error.ts";
import type { Actor } from "../actor.ts";
import type { StoredObjective } from "./objective-store.ts";
import { type ObjectiveFields, toDefinition } from "./to-definition.ts";
import { type WriteObjectiveDeps, writeObjective } from "./write-objective.ts";

/** Throws `objective.name-taken`, or `request.invalid` naming the fields. */
export const makeCreateObjective =
  (deps: WriteObjectiveDeps) =>
  (fields: ObjectiveFields, actor: Actor): Promise<StoredObjective> =>
    writeObjective(deps, {
      definition: toDefinition(fields),
      author: actor.name,
      check: (stored) => {
        if (stored !== null) throw new AppError("objective.name-taken", `There is already an objective "${fields.name}"`);
      },
    });
