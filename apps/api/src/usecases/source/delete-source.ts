import { AppError } from "../../errors/app-error.ts";
import type { InTransaction } from "../definitions/definition-transaction.ts";
import { checkRevision } from "../revision.ts";
import { sourceNotFound } from "./get-source.ts";

/** Throws `source.not-found`, `revision.conflict`, and `source.in-use` while objectives read from it. */
export const makeDeleteSource =
  (deps: { readonly inTransaction: InTransaction }) =>
  (name: string, revision: number): Promise<void> =>
    deps.inTransaction(async (tx) => {
      const stored = await tx.sources.lock(name);
      if (stored === null) throw sourceNotFound(name);
      checkRevision(`The data source "${name}"`, stored.revision, revision);
      if (stored.objectives > 0) {
        throw new AppError(
          "source.in-use",
          `Objectives read from the data source "${name}" (${stored.objectives}). Delete them or let them read from another one first`,
        );
      }
      const group = await tx.groups.findReader(name);
      if (group !== null) {
        const message = `The group "${group}" reads from the data source "${name}". Delete it or let it read from another one first`;
        throw new AppError("source.in-use", message);
      }
      await tx.sources.remove(stored.id);
    });
