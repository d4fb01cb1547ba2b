import { gunzipSync, inflateSync } from "node:zlib";
import { type Envelope, readJsonMessage, type StreamValue, WireError } from "./message.ts";

/** Of one message, after it is unpacked. */
export const MAX_MESSAGE_BYTES = 16 * 2 ** 20;

const TYPES: Readonly<Record<number, string>> = {
  1: "control-message",
  2: "message",
  3: "event",
  4: "metadata",
  5: "data",
  6: "error",
  7: "authenticated",
  8: "computation-started",
  9: "estimation",
  10: "expired-tsid",
};
const HEADER_BYTES = 20;
const CHANNEL_AT = 4;
const FLAG_COMPRESSED = 1;
const FLAG_JSON = 2;
const TIME_BYTES = 8;
const COUNT_BYTES = 4;
const VALUE_BYTES = 17;
const VALUE_AT = 9;
/** The layout with a delay between time and count: 512 in the first two bytes. */
const DELAYED_VERSION = [2, 0] as const;
/** Newer layouts of other clients say the type where the first one does. */
const KNOWN_VERSIONS: readonly number[] = [1, 2, 3];

interface Header {
  readonly type: string;
  readonly compressed: boolean;
  readonly json: boolean;
  readonly channel: string;
  /** Bytes between the time and the count. */
  readonly delayBytes: number;
}

function readHeader(frame: Buffer): Header {
  if (frame.length < HEADER_BYTES) throw new WireError("a binary frame is shorter than its header");
  const [first, second] = [frame.readUInt8(0), frame.readUInt8(1)];
  const delayed = first === DELAYED_VERSION[0] && second === DELAYED_VERSION[1];
  if (!KNOWN_VERSIONS.includes(first)) throw new WireError(`a binary frame of version ${first}, which is not known`);
  const type = TYPES[delayed ? frame.readUInt8(2) : second];
  if (type === undefined) throw new WireError("a binary frame of a type that is not known");
  const flags = frame.readUInt8(delayed ? 3 : 2);
  const name = frame.subarray(CHANNEL_AT, HEADER_BYTES).toString("latin1");
  return {
    type,
    compressed: (flags & FLAG_COMPRESSED) !== 0,
    json: (flags & FLAG_JSON) !== 0,
    channel: name.replace(/\0.*$/s, ""),
    delayBytes: delayed ? TIME_BYTES : 0,
  };
}

function unpack(body: Buffer): Buffer {
  const isGzip = body.length > 1 && body.readUInt16BE(0) === 0x1f8b;
  try {
    return (isGzip ? gunzipSync : inflateSync)(body, { maxOutputLength: MAX_MESSAGE_BYTES });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw new WireError(tooLarge ? "a message is larger than 16 MiB" : "a compressed frame cannot be unpacked", {
      cause: tooLarge ? "too-large" : undefined,
    });
  }
}

function readValue(body: Buffer, at: number): StreamValue | null {
  const type = body.readUInt8(at);
  if (type === 0) return null;
  if (type === 2) {
    const value = body.readDoubleBE(at + VALUE_AT);
    return Number.isNaN(value) ? null : value;
  }
  if (type !== 1 && type !== 3) throw new WireError(`a value of type ${type}, which is not known`);
  const value = body.readBigInt64BE(at + VALUE_AT);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readData(body: Buffer, { channel, delayBytes }: Header): Envelope {
  const countAt = TIME_BYTES + delayBytes;
  const valuesAt = countAt + COUNT_BYTES;
  if (body.length < valuesAt) throw new WireError("a data frame is cut short");
  const count = body.readUInt32BE(countAt);
  if (body.length !== valuesAt + count * VALUE_BYTES) throw new WireError("a data frame does not hold as many values as it says");
  const values = Array.from({ length: count }, (_, index): readonly [string, StreamValue | null] => {
    const at = valuesAt + index * VALUE_BYTES;
    return [body.subarray(at + 1, at + VALUE_AT).toString("base64url"), readValue(body, at)];
  });
  return { channel, message: { kind: "data", atMs: Number(body.readBigInt64BE(0)), values } };
}

/** Reads a binary frame and tells how large its message is unpacked. Throws WireError. */
export function readBinaryFrame(bytes: Uint8Array): { readonly envelope: Envelope; readonly size: number } {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(frame);
  const body = header.compressed ? unpack(frame.subarray(HEADER_BYTES)) : frame.subarray(HEADER_BYTES);
  if (header.type === "data" && !header.json) return { envelope: readData(body, header), size: body.length };
  return { envelope: readJsonMessage(body.toString("utf8"), { type: header.type, channel: header.channel }), size: body.length };
}
