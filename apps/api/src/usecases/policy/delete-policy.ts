import { AppError } from "../../errors/app-error.ts";
import type { InTransaction } from "../definitions/definition-transaction.ts";
import { checkRevision } from "../revision.ts";
import { policyNotFound } from "./get-policy.ts";

/** So many are named; of more it is said how many. */
const MOST_NAMED = 10;

function inUse(name: string, attached: readonly string[]): AppError {
  const shown = attached.slice(0, MOST_NAMED).map((each) => `"${each}"`);
  const more = attached.length - shown.length;
  const who = `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return new AppError("policy.in-use", `The alert policy "${name}" is that of ${who}. Take it out of them first`);
}

/** Throws `policy.not-found`, `revision.conflict`, and `policy.in-use` while anything is attached to it. */
export const makeDeletePolicy =
  (deps: { readonly inTransaction: InTransaction }) =>
  (name: string, revision: number): Promise<void> =>
    deps.inTransaction(async (tx) => {
      const stored = await tx.policies.lock(name);
      if (stored === null) throw policyNotFound(name);
      checkRevision(`The alert policy "${name}"`, stored.revision, revision);
      const attached = await tx.policies.attachments(name);
      if (attached.length > 0)
        throw inUse(
          name,
          attached.map((each) => each.name),
        );
      await tx.policies.remove(stored.id);
    });
