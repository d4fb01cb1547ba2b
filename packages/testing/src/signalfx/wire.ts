import { gzipSync } from "node:zlib";
import type { SimMessage } from "./messages.ts";

const HEADER_BYTES = 20;
const VALUE_BYTES = 17;
const MIN_COMPRESSED_BYTES = 200;
const DATA_TYPE = 5;

interface Pair {
  readonly tsId: string;
  readonly value: number | null;
}

const isPair = (one: unknown): one is Pair =>
  typeof one === "object" &&
  one !== null &&
  "tsId" in one &&
  "value" in one &&
  typeof one.tsId === "string" &&
  (one.value === null || typeof one.value === "number");

function writeValue(body: Buffer, at: number, { tsId, value }: Pair): void {
  Buffer.from(tsId, "base64url").copy(body, at + 1, 0, 8);
  body.writeUInt8(value === null ? 0 : Number.isSafeInteger(value) ? 1 : 2, at);
  if (value === null) return;
  if (Number.isSafeInteger(value)) body.writeBigInt64BE(BigInt(value), at + 9);
  else body.writeDoubleBE(value, at + 9);
}

function dataBody(atMs: number, pairs: readonly Pair[]): Buffer {
  const body = Buffer.alloc(12 + pairs.length * VALUE_BYTES);
  body.writeBigInt64BE(BigInt(atMs), 0);
  body.writeUInt32BE(pairs.length, 8);
  for (const [index, pair] of pairs.entries()) writeValue(body, 12 + index * VALUE_BYTES, pair);
  return body;
}

/** A frame of version 1. */
export function binaryFrame(given: {
  readonly channel: string;
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(1, 0);
  header.writeUInt8(given.type, 1);
  header.writeUInt8(given.flags, 2);
  header.write(given.channel, 4, 16, "latin1");
  return Buffer.concat([header, given.body]);
}

/** Data go as binary frames, everything else as JSON; a message that a binary frame cannot hold goes as JSON, too. */
export function toFrame(message: SimMessage, channel: string, compress: boolean): Buffer | string {
  const { type, logicalTimestampMs: atMs, data } = message;
  if (type !== "data" || typeof atMs !== "number" || !Array.isArray(data) || !data.every(isPair))
    return JSON.stringify({ ...message, channel });
  const body = dataBody(atMs, data);
  const packed = compress && body.length >= MIN_COMPRESSED_BYTES;
  return binaryFrame({ channel, type: DATA_TYPE, flags: packed ? 1 : 0, body: packed ? gzipSync(body) : body });
}

/** One block of an event stream; long JSON goes over several lines. */
export function toEvent(message: SimMessage): string {
  const { type, ...rest } = message;
  const lines = JSON.stringify(rest, null, 1).split("\n");
  return `event: ${String(type)}\n${lines.map((line) => `data: ${line}`).join("\n")}\n\n`;
}
