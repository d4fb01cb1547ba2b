import { type MinuteInterval, minuteOfMs } from "@solvent/domain";
import type { StoredAdjustment } from "./adjustment-store.ts";
import type { Recurrences } from "./recurrences.ts";

export interface ShownAdjustment extends StoredAdjustment {
  /** The present or next occurrence; null: it is over, or was removed. */
  readonly next: MinuteInterval | null;
}

/** `now`: milliseconds since the epoch. */
export const makeShowAdjustment =
  ({ recurrences, now }: { readonly recurrences: Pick<Recurrences, "presentOrNext">; readonly now: () => number }) =>
  (stored: StoredAdjustment): ShownAdjustment => ({
    ...stored,
    next: stored.removed ? null : recurrences.presentOrNext(stored, minuteOfMs(now())),
  });
