import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { failed, type Outcome, succeeded } from "@solvent/metric-sources";

const DECODERS: Readonly<Record<string, (() => NodeJS.ReadWriteStream & Readable) | null>> = {
  "": null,
  identity: null,
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
};

function decoded(body: Readable, encoding: string): Readable | null {
  const decoder = DECODERS[encoding];
  if (decoder === undefined) return null;
  if (decoder === null) return body;
  const stream = decoder();
  body.on("error", (error) => stream.destroy(error));
  body.pipe(stream);
  return stream;
}

/** The decoded text of a body of at most `maxBytes`, counted after decompression. Throws what the streams throw. */
export async function readBody(body: Readable, encoding: string, maxBytes: number): Promise<Outcome<string>> {
  // A body that is thrown away fails too; without a listener that would end the process.
  body.on("error", () => undefined);
  const stream = decoded(body, encoding.trim().toLowerCase());
  if (stream === null) {
    body.destroy();
    return failed("bad-answer", `the answer is encoded as ${JSON.stringify(encoding.slice(0, 40))}, which was not asked for`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > maxBytes) {
      body.destroy();
      return failed("too-large", `the answer is larger than ${maxBytes / 2 ** 20} MiB`);
    }
    chunks.push(part);
  }
  return succeeded(Buffer.concat(chunks).toString("utf8"));
}
