import protobuf from "protobufjs/light.js";
import { type Budget, MAX_DEPTH } from "./limits.ts";
import { type FieldShape, isMessageName, MESSAGES, type MessageName, type Scalar, shapeOf } from "./messages.ts";

/** Something that is no such message. */
class WireError extends Error {}

const [VARINT, FIXED_64, DELIMITED] = [0, 1, 2];
const TAG_BITS = 3;
const WIRE_MASK = 7;
const HALF_BITS = 32n;
const WHOLE_BITS = 64;

interface Halves {
  readonly low: number;
  readonly high: number;
}

const joinHalves = ({ low, high }: Halves): bigint => (BigInt(high >>> 0) << HALF_BITS) | BigInt(low >>> 0);

/** protobufjs gives a 64-bit integer in halves, or as a number where it has no library for them. */
const toWhole = (value: number | Halves): bigint => (typeof value === "number" ? BigInt(value) : joinHalves(value));

/** Eight bytes, the low half first. */
function readFixed64(reader: protobuf.Reader): bigint {
  const low = reader.fixed32();
  return joinHalves({ low, high: reader.fixed32() });
}

type ReadScalar = (reader: protobuf.Reader) => unknown;

const SCALARS: Readonly<Record<Scalar, { readonly wire: number; readonly read: ReadScalar }>> = {
  string: { wire: DELIMITED, read: (reader) => reader.string() },
  bytes: { wire: DELIMITED, read: (reader) => Buffer.from(reader.bytes()).toString("base64") },
  bool: { wire: VARINT, read: (reader) => reader.bool() },
  int32: { wire: VARINT, read: (reader) => reader.int32() },
  uint32: { wire: VARINT, read: (reader) => reader.uint32() },
  sint32: { wire: VARINT, read: (reader) => reader.sint32() },
  int64: { wire: VARINT, read: (reader) => BigInt.asIntN(WHOLE_BITS, toWhole(reader.int64())) },
  uint64: { wire: VARINT, read: (reader) => BigInt.asUintN(WHOLE_BITS, toWhole(reader.uint64())) },
  double: { wire: FIXED_64, read: (reader) => reader.double() },
  fixed64: { wire: FIXED_64, read: readFixed64 },
  sfixed64: { wire: FIXED_64, read: (reader) => BigInt.asIntN(WHOLE_BITS, readFixed64(reader)) },
};

type Fields = ReadonlyMap<number, readonly [field: string, shape: FieldShape]>;

const FIELDS = new Map<MessageName, Fields>(
  (Object.keys(MESSAGES) as MessageName[]).map((name) => [
    name,
    new Map(Object.entries(shapeOf(name)).map(([field, shape]) => [shape.id, [field, shape]])),
  ]),
);
const NO_FIELDS: Fields = new Map();

/** Where a message is read, and what it may still hold. */
interface Reading {
  readonly reader: protobuf.Reader;
  readonly budget: Budget;
  readonly end: number;
  readonly depth: number;
}

/** The end of what comes next with its length in front; it lies within what it is part of. */
function readEnd({ reader, end }: Reading): number {
  const length = reader.uint32();
  const inner = reader.pos + length;
  if (inner > end) throw new WireError("a part is longer than the whole");
  return inner;
}

function readPacked(type: Scalar, reading: Reading): unknown[] {
  const inner = readEnd(reading);
  const values: unknown[] = [];
  while (reading.reader.pos < inner) {
    reading.budget.takeNumbers(1);
    values.push(SCALARS[type].read(reading.reader));
  }
  if (reading.reader.pos !== inner) throw new WireError("a list ends within a number");
  return values;
}

/** The values of one occurrence of a field: several of a list of numbers that are packed. */
function readField({ type, repeated }: FieldShape, wire: number, reading: Reading): readonly unknown[] {
  const { reader, budget, depth } = reading;
  if (isMessageName(type)) {
    if (wire !== DELIMITED) throw new WireError("a message has no length");
    return [readMessage(type, { reader, budget, end: readEnd(reading), depth: depth + 1 })];
  }
  const isPacked = repeated === true && wire === DELIMITED && SCALARS[type].wire !== DELIMITED;
  if (isPacked) return readPacked(type, reading);
  if (wire !== SCALARS[type].wire) throw new WireError("a field is of another type");
  if (repeated === true) budget.takeNumbers(1);
  return [SCALARS[type].read(reader)];
}

function readMessage(name: MessageName, reading: Reading): Readonly<Record<string, unknown>> {
  const { reader, budget, end, depth } = reading;
  if (depth > MAX_DEPTH) throw new WireError("messages are nested too deeply");
  budget.takeMessage(name);
  const fields = FIELDS.get(name) ?? NO_FIELDS;
  const message: Record<string, unknown> = {};
  while (reader.pos < end) {
    const tag = reader.uint32();
    const known = fields.get(tag >>> TAG_BITS);
    if (known === undefined) {
      reader.skipType(tag & WIRE_MASK);
      continue;
    }
    const [field, shape] = known;
    const values = readField(shape, tag & WIRE_MASK, reading);
    if (shape.repeated !== true) message[field] = values.at(-1);
    else if (message[field] === undefined) message[field] = [...values];
    else for (const value of values) (message[field] as unknown[]).push(value);
  }
  if (reader.pos !== end) throw new WireError("a message ends within a field");
  return message;
}

/** One message with all that is in it: only what was on the wire, what is not known is skipped. Throws what says that it is none, or the error of the budget. */
export function readWire(name: MessageName, bytes: Uint8Array, budget: Budget): Readonly<Record<string, unknown>> {
  return readMessage(name, { reader: protobuf.Reader.create(bytes), budget, end: bytes.length, depth: 0 });
}
