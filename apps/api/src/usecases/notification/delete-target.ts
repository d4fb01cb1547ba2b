import { checkRevision } from "../revision.ts";
import { targetNotFound } from "./get-target.ts";
import type { InNotificationTransaction } from "./notification-transaction.ts";

/** What waits for the target is given up. Throws `target.not-found` and `revision.conflict`. */
export const makeDeleteTarget =
  (deps: { readonly inTransaction: InNotificationTransaction }) =>
  (name: string, revision: number): Promise<void> =>
    deps.inTransaction(async (tx) => {
      await tx.targets.lockAll();
      const stored = await tx.targets.find(name);
      if (stored === null) throw targetNotFound(name);
      checkRevision(`The notification target "${name}"`, stored.revision, revision);
      await tx.targets.remove(stored.id);
    });
