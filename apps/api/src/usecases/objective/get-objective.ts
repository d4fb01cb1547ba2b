import { AppError } from "../../errors/app-error.ts";
import type { ObjectiveReader, StoredObjective } from "./objective-store.ts";

export const objectiveNotFound = (name: string): AppError => new AppError("objective.not-found", `There is no objective "${name}"`);

/** Throws `objective.not-found`. */
export const makeGetObjective =
  (deps: { readonly objectives: Pick<ObjectiveReader, "find"> }) =>
  async (name: string): Promise<StoredObjective> => {
    const stored = await deps.objectives.find(name);
    if (stored === null) throw objectiveNotFound(name);
    return stored;
  };
