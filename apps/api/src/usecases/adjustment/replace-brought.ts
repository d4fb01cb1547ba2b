import { randomUUID } from "node:crypto";
import type { AdjustmentContent, AdjustmentTransaction, StoredAdjustment } from "./adjustment-store.ts";

/** What a definition wants to be true of the adjustments that it brings along. They are checked already. */
export interface BroughtAdjustments {
  readonly objective: { readonly id: string; readonly name: string };
  readonly adjustments: readonly AdjustmentContent[];
  readonly author: string;
}

const contentKey = ({ mode, from, to, recurrence, category, reason }: AdjustmentContent): string =>
  JSON.stringify([mode, from, to, recurrence?.rule ?? null, recurrence?.zone ?? null, category, reason]);

interface Pairing {
  readonly stored: StoredAdjustment;
  /** Null: it is wanted no more. */
  readonly wanted: AdjustmentContent | null;
}

/** Takes the first that fits out of the list. */
function take<T>(list: T[], fits: (item: T) => boolean): T | null {
  const index = list.findIndex(fits);
  return index === -1 ? null : (list.splice(index, 1)[0] ?? null);
}

/**
 * Which stored one becomes which wanted one: of the same content first, then of the same start, so that an edited reason is a new version and
 * not another adjustment. `fresh`: what no stored one becomes.
 */
function pair(
  stored: readonly StoredAdjustment[],
  adjustments: readonly AdjustmentContent[],
): { pairs: Pairing[]; fresh: AdjustmentContent[] } {
  const fresh = [...adjustments];
  const present = stored.toSorted((a, b) => Number(a.removed) - Number(b.removed));
  const byContent = new Map(present.map((one) => [one.id, take(fresh, (wanted) => contentKey(wanted) === contentKey(one))]));
  const pairs = present.map((one): Pairing => {
    const same = byContent.get(one.id) ?? null;
    const wanted = same ?? (one.removed ? null : take(fresh, ({ mode, from }) => mode === one.mode && from === one.from));
    return { stored: one, wanted };
  });
  return { pairs, fresh };
}

const isAsWanted = ({ stored, wanted }: Pairing): boolean =>
  wanted === null ? stored.removed : !stored.removed && contentKey(stored) === contentKey(wanted);

/**
 * Adjustments that the definition of an objective brings along become exactly these: what changes is a new version, what is left out is
 * removed, what comes back is restored. Adjustments that people recorded are not touched. The objective is locked by the caller.
 */
export async function replaceBrought({ adjustments: writer }: AdjustmentTransaction, brought: BroughtAdjustments): Promise<void> {
  const { objective, adjustments, author } = brought;
  const common = { scope: "objective", subjectId: objective.id, author, broughtBy: objective.name } as const;
  const { pairs, fresh } = pair(await writer.lockBrought(objective.id), adjustments);
  for (const pairing of pairs) {
    if (isAsWanted(pairing)) continue;
    const { stored, wanted } = pairing;
    await writer.add({ ...(wanted ?? stored), ...common, id: stored.id, version: stored.version + 1, removed: wanted === null });
  }
  for (const wanted of fresh) await writer.add({ ...wanted, ...common, id: randomUUID(), version: 1, removed: false });
}
