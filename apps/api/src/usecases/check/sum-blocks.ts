import { MINUTES_PER_HOUR, type MinuteBlock, type Totals } from "@solvent/domain";

const add = (sum: Totals, good: number, total: number): Totals => ({
  good: sum.good + BigInt(good),
  total: sum.total + BigInt(total),
  known: sum.known + 1,
  active: sum.active + (total > 0 ? 1 : 0),
});

/** Sums of blocks per hour of [from, to), and over all of it. Minutes that no block holds count as missing. */
export function sumPerHour(
  blocks: readonly MinuteBlock[],
  range: { readonly from: number; readonly to: number },
): { hours: Totals[]; all: Totals } {
  const empty: Totals = { good: 0n, total: 0n, known: 0, active: 0 };
  const hours = Array.from({ length: Math.ceil((range.to - range.from) / MINUTES_PER_HOUR) }, () => empty);
  let all = empty;
  for (const block of blocks) {
    for (const [index, reason] of block.missing.entries()) {
      if (reason !== null) continue;
      const good = block.good[index] ?? 0;
      const total = block.total[index] ?? 0;
      const hour = Math.floor((block.from + index - range.from) / MINUTES_PER_HOUR);
      hours[hour] = add(hours[hour] ?? empty, good, total);
      all = add(all, good, total);
    }
  }
  return { hours, all };
}
