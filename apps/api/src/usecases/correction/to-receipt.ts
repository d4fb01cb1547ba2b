import type { RefillReceipt } from "@solvent/api-contract";
import { type Fraction, fraction, isoOfMinute, subtractFractions } from "@solvent/domain";
import { toCount, toFigureOrNull } from "../status/figures.ts";
import type { RefillFigures, StoredBudget } from "./refill-figures.ts";
import type { StoredRefill } from "./refill-store.ts";

const toIso = (epochMs: number): string => new Date(epochMs).toISOString();

function toFraction(text: string | null): Fraction | null {
  if (text === null) return null;
  const [num = "", den = ""] = text.split("/");
  return fraction(BigInt(num), BigInt(den));
}

const toInterval = (figures: RefillFigures | null, minutes: number): RefillReceipt["before"] =>
  figures === null ? null : { good: toCount(BigInt(figures.good)), total: toCount(BigInt(figures.total)), known: figures.known, minutes };

/** A budget whose objective was redefined meanwhile cannot be compared. */
function toEffect(budget: StoredBudget, after: RefillFigures | null): RefillReceipt["objectives"][number] {
  const same = after?.objectives.find(({ objectiveId, revision }) => objectiveId === budget.objectiveId && revision === budget.revision);
  const [before, now] = [toFraction(budget.remaining), toFraction(same?.remaining ?? null)];
  return {
    name: budget.name,
    remainingBefore: toFigureOrNull(before),
    remainingAfter: toFigureOrNull(now),
    difference: before === null || now === null ? null : toFigureOrNull(subtractFractions(now, before)),
  };
}

export const toReceipt = (refill: StoredRefill): RefillReceipt => {
  const { before, after, from, to } = refill;
  return {
    id: refill.id,
    stream: refill.streamId,
    source: refill.source,
    from: isoOfMinute(from),
    to: isoOfMinute(to),
    state: refill.state,
    readTo: isoOfMinute(refill.cursor),
    message: refill.message,
    minutesChanged: refill.minutesChanged,
    before: toInterval(before, to - from),
    after: toInterval(after, to - from),
    objectives: (before?.objectives ?? []).map((budget) => toEffect(budget, after)),
    author: refill.author,
    requestedAt: toIso(refill.requestedAtMs),
    endedAt: refill.endedAtMs === null ? null : toIso(refill.endedAtMs),
  };
};
