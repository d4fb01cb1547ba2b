import type { InTransaction } from "../definitions/definition-transaction.ts";
import { refuseMember } from "../group/refuse-member.ts";
import { checkRevision } from "../revision.ts";
import { objectiveNotFound } from "./get-objective.ts";

/**
 * Deletes an objective with its revisions. A stream that nobody reads any more stays for the upkeep job, which removes its
 * minutes in small steps; doing it here would hold locks for as long as there are minutes.
 */
export const makeDeleteObjective =
  (deps: { readonly inTransaction: InTransaction }) =>
  (name: string, revision: number): Promise<void> =>
    deps.inTransaction(async (tx) => {
      const stored = await tx.objectives.lock(name);
      if (stored === null) throw objectiveNotFound(name);
      refuseMember(stored);
      checkRevision(`The objective "${name}"`, stored.revision, revision);
      await tx.objectives.remove(stored.id);
    });
