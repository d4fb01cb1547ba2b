import { Buffer } from "node:buffer";

/** One dimension, no nulls, type of the elements, number of elements, lower bound: the head of an array in Postgres' binary format. */
const HEADER_BYTES = 20;
const LENGTH_AT = 12;

/**
 * A parameter of an array type in Postgres' binary format (array_send of the server's source), built element by element. pg sends
 * a Buffer as a binary parameter, which spares the text of millions of numbers on both sides.
 */
abstract class ArrayParameter {
  #bytes: Buffer;
  #view: DataView;
  #end = HEADER_BYTES;
  readonly #width: number;
  readonly #elementType: number;

  constructor(elementType: number, width: number) {
    this.#elementType = elementType;
    this.#width = width;
    this.#bytes = Buffer.allocUnsafeSlow(HEADER_BYTES + 64 * (4 + width));
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return (this.#end - HEADER_BYTES) / (4 + this.#width);
  }

  toParameter(): Buffer {
    [1, 0, this.#elementType, this.length, 1].forEach((field, i) => {
      this.#view.setInt32(4 * i, field);
    });
    return this.#bytes.subarray(0, this.#end);
  }

  /** Makes room for one element and writes its length; the element itself belongs at `end - width`. */
  protected claim(): DataView {
    const start = this.#end;
    this.#end += 4 + this.#width;
    if (this.#end > this.#bytes.length) this.#grow();
    this.#view.setInt32(start, this.#width);
    return this.#view;
  }

  protected get end(): number {
    return this.#end;
  }

  #grow(): void {
    const grown = Buffer.allocUnsafeSlow(this.#bytes.length * 2);
    this.#bytes.copy(grown);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

export class SmallIntArray extends ArrayParameter {
  constructor() {
    super(21, 2);
  }

  push(value: number): void {
    this.claim().setInt16(this.end - 2, value);
  }
}

export class IntArray extends ArrayParameter {
  constructor(values: Iterable<number> = []) {
    super(23, 4);
    for (const value of values) this.push(value);
  }

  push(value: number): void {
    this.claim().setInt32(this.end - 4, value);
  }
}

export class BigIntArray extends ArrayParameter {
  constructor() {
    super(20, 8);
  }

  /** Throws RangeError when the value needs more than 64 bits. */
  push(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`running total ${value} does not fit 64 bits`);
    this.claim().setBigInt64(this.end - 8, value);
  }

  /** The number `high * 2^32 + low`, 0 <= low < 2^32. */
  pushHalves(high: number, low: number): void {
    const view = this.claim();
    view.setInt32(this.end - 8, high);
    view.setUint32(this.end - 4, low);
  }
}

/** Number of elements of the array in binary format at `offset`. */
export const arrayLengthAt = (view: DataView, offset: number): number =>
  view.getInt32(offset) === 0 ? 0 : view.getInt32(offset + LENGTH_AT);

/** Bytes of an array in binary format with elements of `width` bytes, header included. */
export const arrayBytes = (length: number, width: number): number => (length === 0 ? LENGTH_AT : HEADER_BYTES + length * (4 + width));

/** Where element `index` of the array at `offset` starts. */
export const elementOffset = (offset: number, index: number, width: number): number => offset + HEADER_BYTES + index * (4 + width) + 4;

export const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The elements of an `array_send(int4[])` result; null, which array_agg gives for no rows, is empty. */
export function toInts(bytes: Buffer | null): Int32Array {
  if (bytes === null) return new Int32Array();
  const view = viewOf(bytes);
  const values = new Int32Array(arrayLengthAt(view, 0));
  for (let i = 0; i < values.length; i += 1) values[i] = view.getInt32(elementOffset(0, i, 4));
  return values;
}

/** The elements of an `array_send(int8[])` result; null is empty. */
export function toBigInts(bytes: Buffer | null): BigInt64Array {
  if (bytes === null) return new BigInt64Array();
  const view = viewOf(bytes);
  const values = new BigInt64Array(arrayLengthAt(view, 0));
  for (let i = 0; i < values.length; i += 1) values[i] = view.getBigInt64(elementOffset(0, i, 8));
  return values;
}
