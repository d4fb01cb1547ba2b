import protobuf from "protobufjs/light.js";
import { AppError } from "../../errors/app-error.ts";
import { type FieldShape, isMessageName, MESSAGES, type MessageName, shapeOf } from "./messages.ts";
import type { MetricsRequest } from "./metrics.ts";

/** Codecs made in code: there is no schema file to be read. */
function makeTypes(): (name: MessageName) => protobuf.Type {
  const root = new protobuf.Root();
  for (const name of Object.keys(MESSAGES) as MessageName[]) {
    const type = new protobuf.Type(name);
    for (const [field, { id, type: of, repeated }] of Object.entries(shapeOf(name))) {
      type.add(new protobuf.Field(field, id, of, repeated === true ? "repeated" : undefined));
    }
    root.add(type);
  }
  root.resolveAll();
  return (name) => root.lookupType(name);
}

const typeOf = makeTypes();

interface Halves {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

const HALF_BITS = 32n;
const WHOLE_BITS = 64;

/** A 64-bit integer as protobufjs gives it: in halves, or as a number where it has no library for them. */
function toBigInt(value: number | Halves): bigint {
  if (typeof value === "number") return BigInt(value);
  const bits = (BigInt(value.high >>> 0) << HALF_BITS) | BigInt(value.low >>> 0);
  return value.unsigned ? bits : BigInt.asIntN(WHOLE_BITS, bits);
}

const WIDE: ReadonlySet<string> = new Set(["int64", "uint64", "fixed64", "sfixed64"]);

function toValue({ type }: FieldShape, value: unknown): unknown {
  if (isMessageName(type)) return toPlain(type, value as object);
  if (WIDE.has(type)) return toBigInt(value as number | Halves);
  return type === "bytes" ? Buffer.from(value as Uint8Array).toString("base64") : value;
}

/** Only what was on the wire: the rest of a message are defaults of its class. */
function toPlain(name: MessageName, message: object): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = {};
  for (const [field, shape] of Object.entries(shapeOf(name))) {
    if (!Object.hasOwn(message, field)) continue;
    const value: unknown = Reflect.get(message, field);
    plain[field] = shape.repeated === true ? (value as readonly unknown[]).map((item) => toValue(shape, item)) : toValue(shape, value);
  }
  return plain;
}

/** Throws `request.invalid` for bytes that are no such message. */
export function decodeProtobuf(bytes: Uint8Array): MetricsRequest {
  try {
    return toPlain("Request", typeOf("Request").decode(bytes));
  } catch (cause) {
    throw new AppError("request.invalid", "The body is not an ExportMetricsServiceRequest in Protocol Buffers", { cause });
  }
}

/** A message whose fields are numbers and texts. */
export const encodeProtobuf = (name: "Response" | "Status", message: Readonly<Record<string, unknown>>): Buffer => {
  const type = typeOf(name);
  return Buffer.from(type.encode(type.fromObject({ ...message })).finish());
};
