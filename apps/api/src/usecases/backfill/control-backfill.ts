import { AppError } from "../../errors/app-error.ts";
import type { StoredBackfill } from "../status/objective-directory.ts";

export interface BackfillControl {
  /** Stops a queued or running back-fill; any other stays as it is. Null when there is none of this id. */
  cancel(id: bigint): Promise<StoredBackfill | null>;
  /** Queues a cancelled or failed back-fill again; any other stays as it is. */
  resume(id: bigint): Promise<StoredBackfill | null>;
}

/** Asking twice is asking once: a back-fill that is already stopped, or done, is returned as it is. Throws `backfill.not-found`. */
export const makeControlBackfill =
  (deps: { readonly backfills: BackfillControl }, action: keyof BackfillControl) =>
  async (id: string): Promise<StoredBackfill> => {
    const stored = await deps.backfills[action](BigInt(id));
    if (stored === null) throw new AppError("backfill.not-found", `There is no back-fill ${id}`);
    return stored;
  };
