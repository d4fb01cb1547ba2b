import type { Actor } from "../actor.ts";
import type { InAdjustmentTransaction } from "./adjustment-store.ts";
import { lockSubject } from "./adjustment-subject.ts";
import { type AdjustmentDraft, checkAdjustment } from "./check-adjustment.ts";
import type { Recurrences } from "./recurrences.ts";
import type { ShownAdjustment } from "./show-adjustment.ts";

export interface CreateAdjustmentDeps {
  readonly inTransaction: InAdjustmentTransaction;
  readonly showNewest: (id: string) => Promise<ShownAdjustment>;
  readonly recurrences: Pick<Recurrences, "normalise" | "findProblem">;
  readonly newId: () => string;
}

/** Throws `adjustment.subject-unknown`, and `request.invalid` with the fields that are wrong. */
export const makeCreateAdjustment =
  (deps: CreateAdjustmentDeps) =>
  async (draft: AdjustmentDraft, actor: Actor): Promise<ShownAdjustment> => {
    const fields = checkAdjustment(draft, deps.recurrences);
    const id = deps.newId();
    await deps.inTransaction(async ({ adjustments }) => {
      const subjectId = await lockSubject(fields, adjustments);
      await adjustments.add({ ...fields, id, version: 1, subjectId, author: actor.name, removed: false, broughtBy: null });
    });
    return deps.showNewest(id);
  };
