import { AppError } from "../../errors/app-error.ts";
import type { StoredObjective } from "../objective/objective-store.ts";

/** Why an objective of a group cannot be changed by itself, null for any other. */
export const memberRefusal = ({ definition, group }: Pick<StoredObjective, "definition" | "group">): string | null =>
  group === null ? null : `The objective "${definition.name}" belongs to the group "${group.name}": change the group instead`;

/** Throws `objective.in-group`. */
export function refuseMember(stored: Pick<StoredObjective, "definition" | "group">): void {
  const refusal = memberRefusal(stored);
  if (refusal !== null) throw new AppError("objective.in-group", refusal);
}
