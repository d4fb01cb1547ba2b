import protobuf from "protobufjs/light.js";
import { AppError } from "../../errors/app-error.ts";
import { makeBudget } from "./limits.ts";
import { MESSAGES, type MessageName, shapeOf } from "./messages.ts";
import type { MetricsRequest } from "./metrics.ts";
import { readWire } from "./wire-reader.ts";

/** Encoders made in code: there is no schema file to be read. */
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

/** Throws `request.invalid` for bytes that are no such message, and `request.too-large` for one that holds too many. */
export function decodeProtobuf(bytes: Uint8Array): MetricsRequest {
  try {
    return readWire("Request", bytes, makeBudget());
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("request.invalid", "The body is not an ExportMetricsServiceRequest in Protocol Buffers", { cause });
  }
}

/** A message whose fields are numbers and texts. */
export const encodeProtobuf = (name: "Response" | "Status", message: Readonly<Record<string, unknown>>): Buffer => {
  const type = typeOf(name);
  return Buffer.from(type.encode(type.fromObject({ ...message })).finish());
};
