import type { Totals } from "@solvent/domain";

const HALF = 2 ** 32;
const LOW_BITS = 2n ** 32n - 1n;

/**
 * Running totals within one hour. A count is kept in halves of 32 bits, because sixty minutes of 2^53 - 1 do not fit a double and
 * a BigInt for every minute is ten times slower. 0 <= low < 2^32.
 */
export class Tally {
  goodHigh = 0;
  goodLow = 0;
  totalHigh = 0;
  totalLow = 0;
  known = 0;
  active = 0;

  /** Adds a minute that is known. Numbers are integers in [0, 2^53 - 1], bigints in [0, 2^63 - 1]. */
  add(good: number | bigint, total: number | bigint): void {
    if (typeof good === "number" && typeof total === "number") this.#addNumbers(good, total);
    else this.#addBigInts(BigInt(good), BigInt(total));
  }

  #addBigInts(good: bigint, total: bigint): void {
    const high = (count: bigint) => Number(count >> 32n);
    this.#addNumbers(Number(good & LOW_BITS), Number(total & LOW_BITS));
    this.goodHigh += high(good);
    this.totalHigh += high(total);
    if (total > 0n && (total & LOW_BITS) === 0n) this.active += 1;
  }

  #addNumbers(good: number, total: number): void {
    const goodLow = good % HALF;
    this.goodLow += goodLow;
    this.goodHigh += (good - goodLow) / HALF;
    if (this.goodLow >= HALF) {
      this.goodLow -= HALF;
      this.goodHigh += 1;
    }
    const totalLow = total % HALF;
    this.totalLow += totalLow;
    this.totalHigh += (total - totalLow) / HALF;
    if (this.totalLow >= HALF) {
      this.totalLow -= HALF;
      this.totalHigh += 1;
    }
    this.known += 1;
    if (total > 0) this.active += 1;
  }

  copy(from: Tally): void {
    this.goodHigh = from.goodHigh;
    this.goodLow = from.goodLow;
    this.totalHigh = from.totalHigh;
    this.totalLow = from.totalLow;
    this.known = from.known;
    this.active = from.active;
  }

  toTotals(): Totals {
    return {
      good: BigInt(this.goodHigh) * BigInt(HALF) + BigInt(this.goodLow),
      total: BigInt(this.totalHigh) * BigInt(HALF) + BigInt(this.totalLow),
      known: this.known,
      active: this.active,
    };
  }
}

/** What one minute adds to `before` to make `after`. Exact: the result is a count, at most 2^53 - 1. */
export const goodBetween = (before: Tally, after: Tally): number =>
  (after.goodHigh - before.goodHigh) * HALF + (after.goodLow - before.goodLow);

export const totalBetween = (before: Tally, after: Tally): number =>
  (after.totalHigh - before.totalHigh) * HALF + (after.totalLow - before.totalLow);

/** The same of counts of any size. */
export const exactGoodBetween = (before: Tally, after: Tally): bigint =>
  BigInt(after.goodHigh - before.goodHigh) * BigInt(HALF) + BigInt(after.goodLow - before.goodLow);

export const exactTotalBetween = (before: Tally, after: Tally): bigint =>
  BigInt(after.totalHigh - before.totalHigh) * BigInt(HALF) + BigInt(after.totalLow - before.totalLow);

export const addTotals = (a: Totals, b: Totals): Totals => ({
  good: a.good + b.good,
  total: a.total + b.total,
  known: a.known + b.known,
  active: a.active + b.active,
});

export const isZero = (t: Totals): boolean => t.good === 0n && t.total === 0n && t.known === 0 && t.active === 0;
