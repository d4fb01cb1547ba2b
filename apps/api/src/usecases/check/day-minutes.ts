import { type Minute, type MinuteBlock, type MinuteKnowledge, type Totals, ZERO_TOTALS } from "@solvent/domain";
import type { LastDay } from "./read-last-day.ts";

/** The blocks as one, `[from, to)`. What none of them holds was not read; what is outside of it is left out. */
export function joinBlocks({ blocks, from, to }: LastDay): MinuteBlock {
  const [good, total] = [new Array<number>(to - from).fill(0), new Array<number>(to - from).fill(0)];
  const missing = new Array<MinuteBlock["missing"][number]>(to - from).fill("not-read");
  for (const block of blocks) {
    for (const [index, reason] of block.missing.entries()) {
      const at = block.from + index - from;
      if (at < 0 || at >= missing.length) continue;
      good[at] = block.good[index] ?? 0;
      total[at] = block.total[index] ?? 0;
      missing[at] = reason;
    }
  }
  return { from, good, total, missing };
}

/** Running totals at every instant of a block; before and after it they do not move. */
export function runningTotals({ from, good, total, missing }: MinuteBlock): (minute: Minute) => Totals {
  const totals: Totals[] = [ZERO_TOTALS];
  for (const [index, reason] of missing.entries()) {
    const before = totals[index] ?? ZERO_TOTALS;
    const [goodHere, totalHere] = [good[index] ?? 0, total[index] ?? 0];
    const after = {
      good: before.good + BigInt(goodHere),
      total: before.total + BigInt(totalHere),
      known: before.known + 1,
      active: before.active + (totalHere > 0 ? 1 : 0),
    };
    totals.push(reason === null ? after : before);
  }
  return (minute) => totals[Math.min(Math.max(minute - from, 0), missing.length)] ?? ZERO_TOTALS;
}

export function knowledgeAt({ from, good, total, missing }: MinuteBlock, minute: Minute): MinuteKnowledge {
  const index = minute - from;
  return missing[index] === null ? { good: BigInt(good[index] ?? 0), total: BigInt(total[index] ?? 0) } : null;
}
