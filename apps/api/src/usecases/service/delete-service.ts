import { AppError } from "../../errors/app-error.ts";
import type { InTransaction } from "../definitions/definition-transaction.ts";
import { checkRevision } from "../revision.ts";
import { serviceNotFound } from "./get-service.ts";

/** Throws `service.not-found`, `revision.conflict`, and `service.in-use` while it has objectives. */
export const makeDeleteService =
  (deps: { readonly inTransaction: InTransaction }) =>
  (name: string, revision: number): Promise<void> =>
    deps.inTransaction(async (tx) => {
      const stored = await tx.services.lock(name);
      if (stored === null) throw serviceNotFound(name);
      checkRevision(`The service "${name}"`, stored.revision, revision);
      if (stored.objectives > 0) {
        throw new AppError(
          "service.in-use",
          `The service "${name}" has objectives (${stored.objectives}). Delete them or move them to another service first`,
        );
      }
      await tx.services.remove(stored.id);
    });
