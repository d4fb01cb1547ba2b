import { MINUTES_PER_HOUR, type MinuteBlock, type Totals, ZERO_TOTALS } from "@solvent/domain";

const add = (sum: Totals, good: number, total: number): Totals => ({
  good: sum.good + BigInt(good),
  total: sum.total + BigInt(total),
  known: sum.known + 1,
  active: sum.active + (total > 0 ? 1 : 0),
});

/** Sums of blocks per hour of [from, to). Minutes that no block holds count as missing. */
export function sumPerHour(blocks: readonly MinuteBlock[], range: { readonly from: number; readonly to: number }): Totals[] {
  const hours = Array.from({ length: Math.ceil((range.to - range.from) / MINUTES_PER_HOUR) }, () => ZERO_TOTALS);
  for (const block of blocks) {
    for (const [index, reason] of block.missing.entries()) {
      if (reason !== null) continue;
      const good = block.good[index] ?? 0;
      const total = block.total[index] ?? 0;
      const hour = Math.floor((block.from + index - range.from) / MINUTES_PER_HOUR);
      hours[hour] = add(hours[hour] ?? ZERO_TOTALS, good, total);
    }
  }
  return hours;
}
