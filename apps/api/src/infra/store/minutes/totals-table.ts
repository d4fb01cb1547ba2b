import type { Minute, Totals } from "@solvent/domain";
import type { BeyondMinutes, StreamHead, TotalsTable } from "../../../usecases/minutes/minute-store.ts";
import { elementOffset } from "./array-parameters.ts";

/** A count of every cell as 64 bits in two halves: adding BigInts for every cell would cost more than reading them. */
class CountColumn {
  readonly #high: Int32Array;
  readonly #low: Uint32Array;

  constructor(size: number) {
    this.#high = new Int32Array(size);
    this.#low = new Uint32Array(size);
  }

  add(cell: number, high: number, low: number): void {
    const sum = (this.#low[cell] ?? 0) + low;
    this.#low[cell] = sum;
    this.#high[cell] = (this.#high[cell] ?? 0) + high + (sum > 0xffff_ffff ? 1 : 0);
  }

  set(cell: number, value: bigint): void {
    this.#high[cell] = Number(value >> 32n);
    this.#low[cell] = Number(value & 0xffff_ffffn);
  }

  at(cell: number): bigint {
    return (BigInt(this.#high[cell] ?? 0) << 32n) + BigInt(this.#low[cell] ?? 0);
  }
}

/** Arrays in binary format, int8[] for counts and int4[] for minutes, that start at these offsets and are equally long. */
export interface BinaryTotals {
  readonly good: DataView;
  readonly total: DataView;
  readonly known: DataView;
  readonly active: DataView;
  readonly countsAt: number;
  readonly minutesAt: number;
}

/** Totals of every pair of stream and instant, in flat columns. */
export class TotalsColumns implements TotalsTable {
  /** Row of the columns by stream index, -1 where the stream does not exist. */
  readonly #rows: Int32Array;
  readonly #instants: number;
  readonly #good: CountColumn;
  readonly #total: CountColumn;
  readonly #known: Int32Array;
  readonly #active: Int32Array;
  /** By row, of those with an instant before it. */
  readonly #minutesFrom = new Map<number, Minute>();
  /** By cell, of those whose totals are those at the start of the hour. */
  readonly #floors = new Map<number, Minute>();

  constructor(rows: Int32Array, cells: { readonly streams: number; readonly instants: number }) {
    const size = cells.streams * cells.instants;
    this.#rows = rows;
    this.#instants = cells.instants;
    this.#good = new CountColumn(size);
    this.#total = new CountColumn(size);
    this.#known = new Int32Array(size);
    this.#active = new Int32Array(size);
  }

  /** See TotalsTable. */
  get beyond(): BeyondMinutes | undefined {
    if (this.#minutesFrom.size === 0) return undefined;
    return {
      minutesFrom: (streamIndex) => this.#minutesFrom.get(this.#rows[streamIndex] ?? -1) ?? null,
      floorOf: (streamIndex, instantIndex) => this.#floors.get(this.#cellOf(streamIndex, instantIndex) ?? -1) ?? null,
    };
  }

  /** Null where the stream does not exist. */
  #cellOf(streamIndex: number, instantIndex: number): number | null {
    const row = this.#rows[streamIndex];
    if (row === undefined || instantIndex < 0 || instantIndex >= this.#instants)
      throw new RangeError(`no cell for stream ${streamIndex}, instant ${instantIndex}`);
    return row < 0 ? null : row * this.#instants + instantIndex;
  }

  at(streamIndex: number, instantIndex: number): Totals | null {
    const cell = this.#cellOf(streamIndex, instantIndex);
    if (cell === null) return null;
    return { good: this.#good.at(cell), total: this.#total.at(cell), known: this.#known[cell] ?? 0, active: this.#active[cell] ?? 0 };
  }

  /** Notes of a cell before `minutesFrom` from where on minutes are kept and, if its totals are those of its hour, where that starts. */
  lieBeyond(row: number, column: number, { minutesFrom, floor }: { readonly minutesFrom: Minute; readonly floor: Minute | null }): void {
    this.#minutesFrom.set(row, minutesFrom);
    if (floor !== null) this.#floors.set(row * this.#instants + column, floor);
  }

  set(row: number, column: number, { good, total, known, active }: Totals): void {
    const cell = row * this.#instants + column;
    this.#good.set(cell, good);
    this.#total.set(cell, total);
    this.#known[cell] = known;
    this.#active[cell] = active;
  }

  /** Adds element `index` of an answer to a cell. */
  add(row: number, column: number, { answer, index }: { answer: BinaryTotals; index: number }): void {
    const cell = row * this.#instants + column;
    const count = elementOffset(answer.countsAt, index, 8);
    const minute = elementOffset(answer.minutesAt, index, 4);
    this.#good.add(cell, answer.good.getInt32(count), answer.good.getUint32(count + 4));
    this.#total.add(cell, answer.total.getInt32(count), answer.total.getUint32(count + 4));
    this.#known[cell] = (this.#known[cell] ?? 0) + answer.known.getInt32(minute);
    this.#active[cell] = (this.#active[cell] ?? 0) + answer.active.getInt32(minute);
  }
}

/** The instant whose totals answer for `instant`: outside the coverage nothing more is known. */
export const clampToCoverage = (instant: Minute, { firstMinute, watermark }: StreamHead): Minute =>
  Math.min(Math.max(instant, firstMinute), watermark);
