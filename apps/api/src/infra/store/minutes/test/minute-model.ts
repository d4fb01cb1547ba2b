import type { Minute, MinuteBlock, Totals } from "@solvent/domain";

/** What one minute is known to be; null when it is missing. */
export type ModelMinute = { readonly good: number; readonly total: number } | null;

/** Minutes of one stream in a plain map, and every answer computed from them alone. */
export class MinuteModel {
  readonly #minutes = new Map<Minute, ModelMinute>();
  firstMinute: Minute;
  watermark: Minute;

  constructor(minute: Minute) {
    this.firstMinute = minute;
    this.watermark = minute;
  }

  /** Stores the block; returns how many minutes inside the coverage changed. */
  write(block: MinuteBlock): number {
    const end = block.from + block.good.length;
    const isEmpty = this.firstMinute === this.watermark;
    const start = Math.min(this.firstMinute, block.from);
    const wholeHour = start - (start % 60);
    for (let m = wholeHour; m < Math.min(this.firstMinute, this.watermark); m += 1) if (!this.#minutes.has(m)) this.#minutes.set(m, null);
    if (isEmpty) for (let m = wholeHour; m < this.firstMinute; m += 1) this.#minutes.set(m, null);
    let corrected = 0;
    for (let i = 0; i < block.good.length; i += 1) {
      const minute = block.from + i;
      const next = block.missing[i] === null ? { good: block.good[i] ?? 0, total: block.total[i] ?? 0 } : null;
      const isInside = !isEmpty && minute >= this.firstMinute && minute < this.watermark;
      const old = this.#minutes.get(minute) ?? null;
      if (isInside && (old?.good !== next?.good || old?.total !== next?.total)) corrected += 1;
      this.#minutes.set(minute, next);
    }
    this.firstMinute = wholeHour;
    this.watermark = Math.max(this.watermark, end);
    return corrected;
  }

  at(minute: Minute): ModelMinute {
    return this.#minutes.get(minute) ?? null;
  }

  /** Sums over the part of [from, to) that is covered. */
  sum(from: Minute, to: Minute): Totals {
    let [good, total, known, active] = [0n, 0n, 0, 0];
    for (let m = Math.max(from, this.firstMinute); m < Math.min(to, this.watermark); m += 1) {
      const minute = this.at(m);
      if (minute === null) continue;
      good += BigInt(minute.good);
      total += BigInt(minute.total);
      known += 1;
      if (minute.total > 0) active += 1;
    }
    return { good, total, known, active };
  }
}

/** A block from minutes in order; a missing one is null. */
export const toBlock = (from: Minute, minutes: readonly ModelMinute[]): MinuteBlock => ({
  from,
  good: minutes.map((m) => m?.good ?? 0),
  total: minutes.map((m) => m?.total ?? 0),
  missing: minutes.map((m) => (m === null ? "no-sample" : null)),
});
