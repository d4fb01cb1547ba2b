import {
  COUNT_SCALE,
  MINUTES_PER_DAY,
  MINUTES_PER_HOUR,
  type Minute,
  type MinuteBlock,
  type MissingReason,
  type Totals,
} from "@solvent/domain";

/** How much history, and what happens to it later. Streams are numbered from 0. */
export interface Shape {
  readonly streams: number;
  readonly days: number;
  readonly seed: number;
}

/** What has happened to the minutes by now. */
export interface Stage {
  readonly corrected: boolean;
  readonly oldMinuteCorrected: boolean;
  readonly gapRefilled: boolean;
}

export const LOADED: Stage = { corrected: false, oldMinuteCorrected: false, gapRefilled: false };

/** 2026-01-15T09:37Z: neither a day nor an hour begins here. The history lies before it. */
export const END: Minute = Date.UTC(2026, 0, 15, 9, 37) / 60_000;

const MISSING_RUN_MINUTES = 10;
const MISSING_PERCENT = 5;

/** Deterministic minutes: 5 % missing in runs of ten, 1 % corrected later, a gap of a day and one late minute in some streams. */
export class Workload {
  readonly shape: Shape;
  /** A whole hour: back-fill in blocks that begin inside an hour would fill the rest of it as a correction. */
  readonly start: Minute;
  /** One minute, 7 days old, that comes late in `affected` streams. */
  readonly oldMinute: Minute;
  /** First minute of a gap of 24 hours, 20 days ago, in the same streams. */
  readonly gapStart: Minute;
  readonly affected: number;

  constructor(shape: Shape) {
    this.shape = shape;
    this.start = END - (END % MINUTES_PER_HOUR) - shape.days * MINUTES_PER_DAY;
    this.oldMinute = END - Math.min(7, shape.days - 1) * MINUTES_PER_DAY + 17;
    this.gapStart = END - Math.min(20, shape.days) * MINUTES_PER_DAY;
    this.affected = Math.min(1000, shape.streams);
  }

  block(stream: number, { from, to }: { from: Minute; to: Minute }, stage: Stage): MinuteBlock {
    const good: number[] = new Array(to - from);
    const total: number[] = new Array(to - from);
    const missing: (MissingReason | null)[] = new Array(to - from);
    for (let minute = from; minute < to; minute += 1) {
      const events = this.#events(stream, minute, stage);
      missing[minute - from] = events < 0 ? "no-sample" : null;
      total[minute - from] = Math.max(0, events) * COUNT_SCALE;
      good[minute - from] = Math.max(0, events - this.#bad(stream, minute, events)) * COUNT_SCALE;
    }
    return { from, good, total, missing };
  }

  /** The sums over [from, to), minute by minute. */
  sum(stream: number, { from, to }: { from: Minute; to: Minute }, stage: Stage): Totals {
    const { good, total, missing } = this.block(stream, { from, to }, stage);
    const known = missing.filter((reason) => reason === null).length;
    // At most 90 days of 4,000 events a minute: far below 2^53.
    const add = (values: readonly number[]) => BigInt(values.reduce((a, b) => a + b, 0));
    return { good: add(good), total: add(total), known, active: total.filter((t) => t > 0).length };
  }

  /** Whether a correction changes the minute: 1 % of all, on one day of each stream. */
  correctionDay(stream: number): Minute {
    return this.start + (stream % this.shape.days) * MINUTES_PER_DAY;
  }

  /** Events of a minute, negative when it is missing. */
  #events(stream: number, minute: Minute, stage: Stage): number {
    const isAffected = stream < this.affected;
    if (isAffected && minute >= this.gapStart && minute < this.gapStart + MINUTES_PER_DAY && !stage.gapRefilled) return -1;
    if (isAffected && minute === this.oldMinute) return stage.oldMinuteCorrected ? 3_999 : 1_000;
    const random = this.#hash(stream, minute);
    const isCorrected = stage.corrected && this.#isCorrected(stream, minute, random);
    if (!isCorrected && this.#hash(stream, -1 - Math.floor(minute / MISSING_RUN_MINUTES)) % 100 < MISSING_PERCENT) return -1;
    const events = random & 0x7ff;
    return isCorrected ? events + 1 : random % MINUTES_PER_HOUR === 0 ? 0 : events;
  }

  #isCorrected(stream: number, minute: Minute, random: number): boolean {
    const day = this.correctionDay(stream);
    return minute >= day && minute < day + MINUTES_PER_DAY && (random >>> 12) % 100 < this.shape.days;
  }

  #bad(stream: number, minute: Minute, events: number): number {
    return events < 0 ? 0 : Math.min(events, (this.#hash(stream, minute) >>> 24) >> 5);
  }

  /** 32 bits, from a 32-bit finaliser with good avalanche. */
  #hash(stream: number, minute: number): number {
    let h = Math.imul(stream ^ this.shape.seed, 0x9e3779b1) ^ Math.imul(minute, 0x85ebca77);
    h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
    return (h ^ (h >>> 15)) >>> 0;
  }
}
