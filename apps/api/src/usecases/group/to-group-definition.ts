import type { ObjectiveGroupDefinition } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import { type ObjectiveFields, toDefinition } from "../objective/to-definition.ts";
import { inObjective } from "./validate-group.ts";

/** A group that came through the API, where the beginning of its objective is an instant. */
export type GroupFields = Omit<ObjectiveGroupDefinition, "objective"> & { readonly objective: ObjectiveFields };

/** Throws `request.invalid`. */
export function toGroupDefinition({ objective, groupBy, cap }: GroupFields): ObjectiveGroupDefinition {
  try {
    return { objective: toDefinition(objective), groupBy, cap };
  } catch (error) {
    if (error instanceof AppError) throw invalidRequest(error.problems.map(inObjective));
    throw error;
  }
}
