import type { InTransaction } from "../definitions/definition-transaction.ts";
import { checkRevision } from "../revision.ts";
import { groupNotFound } from "./get-group.ts";

/**
 * Deletes a group with all of its objectives; their streams go as those of deleted objectives do. Throws `group.not-found`, `revision.conflict`,
 * and `objective.in-use` while something refers to one of them.
 */
export const makeDeleteGroup =
  (deps: { readonly inTransaction: InTransaction }) =>
  (name: string, revision: number): Promise<void> =>
    deps.inTransaction(async (tx) => {
      const stored = await tx.groups.lock(name);
      if (stored === null) throw groupNotFound(name);
      checkRevision(`The group "${name}"`, stored.revision, revision);
      for (const { stored: member } of await tx.groups.lockMembers(stored.id)) await tx.objectives.remove(member.id);
      await tx.groups.remove(stored.id);
    });
