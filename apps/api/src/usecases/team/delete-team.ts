import { AppError } from "../../errors/app-error.ts";
import type { InTransaction } from "../definitions/definition-transaction.ts";
import { teamNotFound } from "./get-team.ts";

/** Throws `team.not-found`, and `team.in-use` while it owns services. */
export const makeDeleteTeam =
  (deps: { readonly inTransaction: InTransaction }) =>
  (name: string): Promise<void> =>
    deps.inTransaction(async (tx) => {
      const stored = await tx.teams.lock(name);
      if (stored === null) throw teamNotFound(name);
      if (stored.services.length > 0) {
        throw new AppError(
          "team.in-use",
          `The team "${name}" owns services (${stored.services.length}). Give them another label "team" first`,
        );
      }
      await tx.teams.remove(stored.id);
    });
