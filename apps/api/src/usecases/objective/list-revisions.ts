import type { Page, PageRequest } from "../page.ts";
import { objectiveNotFound } from "./get-objective.ts";
import type { ObjectiveReader, StoredRevision } from "./objective-store.ts";

/** Newest first. Throws `objective.not-found`. */
export const makeListRevisions =
  (deps: { readonly objectives: Pick<ObjectiveReader, "revisions"> }) =>
  async (name: string, page: PageRequest): Promise<Page<StoredRevision>> => {
    const revisions = await deps.objectives.revisions(name, page);
    if (revisions === null) throw objectiveNotFound(name);
    return revisions;
  };
