import type { Minute } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { AdjustmentReader, StoredAdjustment } from "./adjustment-store.ts";
import type { Recurrences } from "./recurrences.ts";
import type { ShownAdjustment } from "./show-adjustment.ts";

export interface AdjustmentFilter {
  readonly objective: string | null;
  /** Also those that were removed. */
  readonly removed: boolean;
  /** Only those with an occurrence that ends after it; null: any. */
  readonly from: Minute | null;
  /** Only those with an occurrence that begins before it; null: any. */
  readonly to: Minute | null;
}

export interface ListAdjustmentsDeps {
  readonly adjustments: AdjustmentReader;
  readonly recurrences: Pick<Recurrences, "presentOrNext">;
  readonly show: (stored: StoredAdjustment) => ShownAdjustment;
}

function occursWithin(
  stored: StoredAdjustment,
  { from, to }: Pick<AdjustmentFilter, "from" | "to">,
  recurrences: Pick<Recurrences, "presentOrNext">,
) {
  const occurrence = from === null ? { start: stored.from } : recurrences.presentOrNext(stored, from);
  return occurrence !== null && (to === null || occurrence.start < to);
}

/** Newest versions, the adjustment that was changed last first. Throws `request.invalid` for an empty interval. */
export const makeListAdjustments =
  ({ adjustments, recurrences, show }: ListAdjustmentsDeps) =>
  async ({ from, to, ...filter }: AdjustmentFilter): Promise<readonly ShownAdjustment[]> => {
    if (from !== null && to !== null && from >= to) throw invalidRequest([{ path: "to", message: "must be later than `from`" }]);
    const stored = await adjustments.list(filter);
    return stored.filter((one) => occursWithin(one, { from, to }, recurrences)).map(show);
  };

/** All versions, newest first. Throws `adjustment.not-found`. */
export const makeGetAdjustment =
  ({ adjustments, show }: Pick<ListAdjustmentsDeps, "adjustments" | "show">) =>
  async (id: string): Promise<readonly ShownAdjustment[]> => {
    const versions = await adjustments.versions(id);
    if (versions.length === 0) throw new AppError("adjustment.not-found", `There is no adjustment ${id}`);
    return versions.map(show);
  };

/** The newest version. Throws `adjustment.not-found`. */
export const makeShowNewest =
  (deps: Pick<ListAdjustmentsDeps, "adjustments" | "show">) =>
  async (id: string): Promise<ShownAdjustment> => {
    const [newest] = await deps.adjustments.versions(id);
    if (newest === undefined) throw new AppError("adjustment.not-found", `There is no adjustment ${id}`);
    return deps.show(newest);
  };
