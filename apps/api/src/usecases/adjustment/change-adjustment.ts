import { AppError } from "../../errors/app-error.ts";
import type { Actor } from "../actor.ts";
import { checkRevision } from "../revision.ts";
import type { AdjustmentWriter, InAdjustmentTransaction, StoredAdjustment } from "./adjustment-store.ts";
import { lockSubject } from "./adjustment-subject.ts";
import { type AdjustmentDraft, checkAdjustment } from "./check-adjustment.ts";
import type { Recurrences } from "./recurrences.ts";
import type { ShownAdjustment } from "./show-adjustment.ts";

/** Which adjustment is changed, as of which version, and by whom. */
export interface AdjustmentChange {
  readonly id: string;
  readonly expected: number;
  readonly actor: Actor;
}

export interface ChangeAdjustmentDeps {
  readonly inTransaction: InAdjustmentTransaction;
  readonly showNewest: (id: string) => Promise<ShownAdjustment>;
  readonly recurrences: Pick<Recurrences, "normalise" | "findProblem">;
}

/** The newest version, for as long as the transaction lasts. Throws where people may not change it, or not as of this version. */
async function lockForChange({ id, expected }: AdjustmentChange, writer: AdjustmentWriter): Promise<StoredAdjustment> {
  const stored = await writer.lock(id);
  if (stored === null) throw new AppError("adjustment.not-found", `There is no adjustment ${id}`);
  if (stored.broughtBy !== null) {
    throw new AppError("adjustment.brought", `The definition of ${stored.broughtBy} brought this adjustment along. Change the definition`);
  }
  checkRevision("The adjustment", stored.version, expected);
  return stored;
}

/**
 * A new version with other content; the former ones stay. Throws `adjustment.not-found`, `adjustment.brought`, `adjustment.removed`,
 * `adjustment.subject-unknown`, `revision.conflict`, and `request.invalid` with the fields that are wrong.
 */
export const makeUpdateAdjustment =
  (deps: ChangeAdjustmentDeps) =>
  async (change: AdjustmentChange, draft: AdjustmentDraft): Promise<ShownAdjustment> => {
    const fields = checkAdjustment(draft, deps.recurrences);
    await deps.inTransaction(async ({ adjustments }) => {
      const { id, version, removed } = await lockForChange(change, adjustments);
      if (removed) throw new AppError("adjustment.removed", "The adjustment was removed. Restore it first");
      const subjectId = await lockSubject(fields, adjustments);
      await adjustments.add({ ...fields, id, version: version + 1, subjectId, author: change.actor.name, removed: false, broughtBy: null });
    });
    return deps.showNewest(change.id);
  };

/**
 * A new version that is removed, or is not any more, and else the same: the figures are again what they were. One that is so already stays
 * as it is. Throws `adjustment.not-found`, `adjustment.brought`, `adjustment.subject-unknown` and `revision.conflict`.
 */
const makeSetRemoved =
  (removed: boolean) =>
  (deps: Pick<ChangeAdjustmentDeps, "inTransaction" | "showNewest">) =>
  async (change: AdjustmentChange): Promise<ShownAdjustment> => {
    await deps.inTransaction(async ({ adjustments }) => {
      const stored = await lockForChange(change, adjustments);
      if (stored.removed === removed) return;
      const subjectId = await lockSubject(stored, adjustments);
      await adjustments.add({ ...stored, version: stored.version + 1, subjectId, author: change.actor.name, removed });
    });
    return deps.showNewest(change.id);
  };

export const makeRemoveAdjustment = makeSetRemoved(true);
export const makeRestoreAdjustment = makeSetRemoved(false);
